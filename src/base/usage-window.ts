/** Teacher rows in the usage window, the latest ones: 50 steps of 64 images in two views. A prototype counts as used
 *  while it has won one of them. */
export const USAGE_ROWS = 6400;

/** Whole steps of `rows` teacher rows each that fit into the usage window, at least one. */
export const windowSteps = (rows: number): number => Math.max(1, Math.floor(USAGE_ROWS / rows));
