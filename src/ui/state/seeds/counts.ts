/** Numbers of seeds that a start may run, one after the other. */
export const SEED_COUNTS = [1, 3, 5] as const;

export type SeedCount = (typeof SEED_COUNTS)[number];
