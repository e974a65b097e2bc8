/** Length of the whole axis, so that a weight means the same for short and long runs. */
const AXIS = 1000;
/** A larger weight would average the whole curve. */
const MOST = 0.999;

/**
 * Time-weighted exponential moving average: the mean of all values so far, where a value at distance d back has the
 * weight √weight^d and the whole axis (`length`, in the unit of `xs`) is 1000 long. Dense and sparse curves are
 * smoothed alike, and the start is not biased towards 0. As in Weights & Biases, docs.wandb.ai "Smooth line plots"
 * (TWEMA); TensorBoard counts d in points.
 * @param xs - Positions, ascending.
 * @param ys - Values. One that is not finite stays as it is and has no weight.
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
