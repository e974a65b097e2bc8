/** Units that the whole axis counts: a weight means the same on a short run and on a long one. */
const AXIS = 1000;
/** Beyond this a mean of everything is left. */
const MOST = 0.999;

/**
 * Values smoothed by a time-weighted exponential moving average: the mean of all values up to each, one that lies a
 * distance d back weighted by √weight^d, where the whole axis (`length`, in the unit of `xs`) is 1000 long. So curves
 * with many points and with few are smoothed alike, and the start is not drawn towards 0. As in Weights & Biases,
 * docs.wandb.ai "Smooth line plots" (TWEMA); TensorBoard's average has the same form with d counted in points.
 *
 * @param xs - Places of the values, in order.
 * @param ys - Values; one that is not finite stays and counts for nothing.
 * @param weight - 0 (off) to 1.
 */
export function smoothed(
  xs: readonly number[],
  ys: readonly number[],
  weight: number,
  length: number,
): readonly number[] {
  if (weight <= 0 || !(length > 0)) return ys;
  const root = Math.min(Math.sqrt(weight), MOST);
  let sum = 0;
  let weights = 0;
  let before = xs[0] ?? 0;
  return ys.map((y, i) => {
    if (!Number.isFinite(y)) return y;
    const fade = root ** (((xs[i] - before) / length) * AXIS);
    before = xs[i];
    sum = sum * fade + y;
    weights = weights * fade + 1;
    return sum / weights;
  });
}
