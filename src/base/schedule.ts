/** Linear warm-up from `start` to `base` over the first `warmup` steps, then half a cosine to `final` (DINO's
 *  utils.cosine_scheduler, Caron et al. 2021). `step` counts from 0; `steps` is the length of the run. */
export function cosine(
  step: number,
  steps: number,
  base: number,
  final: number,
  warmup = 0,
  start = 0,
): number {
  if (step < warmup) return warmup === 1 ? start : start + ((base - start) * step) / (warmup - 1);
  const progress = Math.min(1, (step - warmup) / Math.max(1, steps - warmup));
  return final + 0.5 * (base - final) * (1 + Math.cos(Math.PI * progress));
}

/** A line from `from` to `to` over the first `over` steps, then `to`. */
export function linear(step: number, over: number, from: number, to: number): number {
  return over <= 0 || step >= over ? to : from + ((to - from) * step) / over;
}
