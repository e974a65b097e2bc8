import { TroubleError } from '../base/errors.ts';
import { USAGE_WINDOW } from '../base/usage-window.ts';

/** The teacher's use of prototypes over the last `window` steps: the winners of its assignments, and their mean. Push
 *  once a step, with all views together. */
export class UsageWindow {
  private readonly K: number;
  private readonly window: number;
  private readonly winners: Int32Array[] = [];
  private readonly means: Float32Array[] = [];
  private readonly wins: Int32Array;
  private at = 0;

  constructor(K: number, window = USAGE_WINDOW) {
    this.K = K;
    this.window = window;
    this.wins = new Int32Array(K);
  }

  /**
   * Adds a step: each teacher row's winner in 0..K-1, and the mean of the rows' assignments [K] at any positive
   * scale. Both are copied. Throws a `data` TroubleError for a winner or a size outside K, a `not-finite` one for NaN
   * or Inf, and then changes nothing.
   */
  push(winners: Int32Array, meanAssignment: Float32Array): void {
    if (meanAssignment.length !== this.K)
      throw misfit(`a mean assignment of ${meanAssignment.length}`, this.K);
    for (const k of winners) if (!(k >= 0 && k < this.K)) throw misfit(`winner ${k}`, this.K);
    for (const p of meanAssignment)
      if (!Number.isFinite(p))
        throw new TroubleError({
          kind: 'not-finite',
          came: `${p} in the mean teacher assignment`,
          wanted: 'finite assignments',
          todo: 'Lower the learning rate or raise the teacher temperature.',
        });
    for (const k of this.winners[this.at] ?? []) this.wins[k]--;
    for (const k of winners) this.wins[k]++;
    this.winners[this.at] = winners.slice();
    this.means[this.at] = meanAssignment.slice();
    this.at = (this.at + 1) % this.window;
  }

  /** Number of prototypes that won at least once in the window. */
  used(): number {
    let used = 0;
    for (const n of this.wins) if (n > 0) used++;
    return used;
  }

  /** 1 for each prototype that won in the window, else 0, [K]. */
  members(): Uint8Array {
    return Uint8Array.from(this.wins, (n) => (n > 0 ? 1 : 0));
  }

  /** Share of the window's assignments that each prototype won, [K]. All 0 before the first push. */
  shares(): Float32Array {
    const all = this.wins.reduce((sum, n) => sum + n, 0);
    return Float32Array.from(this.wins, (n) => (all > 0 ? n / all : 0));
  }

  /** exp(entropy) of the window's mean assignment, over K: 1 for even use, 1/K when one prototype takes all, 0 before
   *  the first push. */
  perplexity(): number {
    const mean = new Float64Array(this.K);
    let total = 0;
    for (const step of this.means)
      for (let k = 0; k < this.K; k++) {
        mean[k] += step[k];
        total += step[k];
      }
    if (total <= 0) return 0;
    let entropy = 0;
    for (const sum of mean) {
      const p = sum / total;
      if (p > 0) entropy -= p * Math.log(p);
    }
    return Math.exp(entropy) / this.K;
  }
}

function misfit(came: string, K: number): TroubleError {
  return new TroubleError({
    kind: 'data',
    came,
    wanted: `values for ${K} prototypes (0 to ${K - 1})`,
    todo: 'Make one usage window per run, with the K of that run.',
  });
}
