export function namedTests(
  given: readonly string[],
  folder?: string,
): { readonly units: string[]; readonly pages: string[] };
