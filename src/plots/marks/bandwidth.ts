/** κ = 30 at K = 512: random directions then read a peak over mean of 1.2, and a collapsing CARP 2.1. */
const REFERENCE = { count: 512, bandwidth: 1 / Math.sqrt(30) };
const RANGE = { least: 0.08, most: 0.35 };

/**
 * Standard deviation of the kernel of both ring densities: radians along the circle, and equally its radius
 * in the plane (the circle has radius 1). Fewer points need a wider kernel, else chance reads as structure:
 * Scott's rate for two dimensions, count^(-1/6) (Scott 1992), through 0.18 at 512. For the 65,536 of the
 * paper that is 0.081; for 4,096, 0.13. Held within 0.08 to 0.35.
 */
export function bandwidth(count: number): number {
  const scott = REFERENCE.bandwidth * (REFERENCE.count / Math.max(1, count)) ** (1 / 6);
  return Math.min(RANGE.most, Math.max(RANGE.least, scott));
}
