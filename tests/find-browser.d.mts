export function usualPlaces(platform?: string, env?: Record<string, string | undefined>): string[];
export function findBrowser(env?: Record<string, string | undefined>): string | undefined;
