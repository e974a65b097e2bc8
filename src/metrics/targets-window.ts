import { TroubleError } from '../base/errors.ts';
import { windowSteps } from '../base/usage-window.ts';

/**
 * The teacher's targets in the last steps, after the method balanced or centred them. Both divide out what images
 * share and rank the rest, be it noise, so that these numbers alone say nothing about use.
 */
export class TargetsWindow {
  private readonly K: number;
  private steps: { readonly winners: Int32Array; readonly mean: Float32Array }[] = [];

  constructor(K: number) {
    this.K = K;
  }

  /**
   * Adds a step: the prototype in 0..K-1 with the largest target of each row, and the mean of the rows' targets [K] at
   * any positive scale. Both are copied. Throws a `data` TroubleError for a winner or a size outside K, a `not-finite`
   * one for NaN or Inf, and then changes nothing.
   */
  push(winners: Int32Array, mean: Float32Array): void {
    if (mean.length !== this.K) throw misfit(`A mean assignment of ${mean.length} does not fit`, this.K);
    for (const k of winners) if (!(k >= 0 && k < this.K)) throw misfit(`Winner ${k} does not fit`, this.K);
    for (const p of mean)
      if (!Number.isFinite(p))
        throw new TroubleError({
          kind: 'not-finite',
          failed: 'The mean teacher assignment is not finite',
          why: `It contains ${p}.`,
          todo: 'Lower the learning rate or raise the teacher temperature.',
        });
    this.steps.push({ winners: winners.slice(), mean: mean.slice() });
    this.steps = this.steps.slice(-windowSteps(winners.length));
  }

  /** Share of K with the largest target of some row, 0..1. */
  won(): number {
    const won = new Uint8Array(this.K);
    for (const { winners } of this.steps) for (const k of winners) won[k] = 1;
    return won.reduce((sum, one) => sum + one, 0) / this.K;
  }

  /** exp(entropy) of the mean target, over K: 1 for even targets, 1/K when one prototype takes all, 0 before the first
   *  push. */
  perplexity(): number {
    const mean = new Float64Array(this.K);
    for (const step of this.steps) for (let k = 0; k < this.K; k++) mean[k] += step.mean[k];
    return perplexityOf(mean);
  }
}

/** exp(entropy) of weights [K] at any scale, over K, in 0..1: 1 for equal ones, 0 when all are 0. */
export function perplexityOf(weights: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < weights.length; k++) total += weights[k];
  if (total <= 0) return 0;
  let entropy = 0;
  for (let k = 0; k < weights.length; k++) {
    const p = weights[k] / total;
    if (p > 0) entropy -= p * Math.log(p);
  }
  return Math.exp(entropy) / weights.length;
}

function misfit(failed: string, K: number): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed,
    why: `The window counts ${K} prototypes (0 to ${K - 1}).`,
    todo: 'Make one window per run, with the K of that run.',
  });
}
