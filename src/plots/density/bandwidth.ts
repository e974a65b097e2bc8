/** κ = 30 at K = 512: random directions then have a peak over mean of 1.2, a collapsing CARP 2.1. */
const REFERENCE = { count: 512, bandwidth: 1 / Math.sqrt(30) };
const RANGE = { least: 0.08, most: 0.35 };

/**
 * Standard deviation of the kernel of both ring densities: in radians along the circle, and in radii of the circle in
 * the plane. Fewer points need a wider kernel, or chance looks like structure. The rate is Scott's for two dimensions,
 * count^(-1/6) (Scott 1992), through 0.18 at 512; it gives 0.13 at 4,096 and 0.081 at the paper's 65,536. Clamped to
 * 0.08..0.35.
 */
export function bandwidth(count: number): number {
  const scott = REFERENCE.bandwidth * (REFERENCE.count / Math.max(1, count)) ** (1 / 6);
  return Math.min(RANGE.most, Math.max(RANGE.least, scott));
}
