import { TroubleError } from '../base/errors.ts';
import { windowSteps } from '../base/usage-window.ts';
import { Agreement } from './agreement.ts';

/** The prototypes that the teacher's rows are nearest to, in the last steps. Push once a step, with all views. */
export class WinnersWindow {
  private readonly K: number;
  private steps: { readonly winners: Int32Array; readonly images: number }[] = [];
  private readonly wins: Int32Array;
  /** 1 for each prototype that has won since the first push, [K]. */
  private readonly ever: Uint8Array;

  constructor(K: number) {
    this.K = K;
    this.wins = new Int32Array(K);
    this.ever = new Uint8Array(K);
  }

  /**
   * Adds a step of `images` images: the prototype in 0..K-1 that wins the raw scores of each row, one view after the
   * other, each image by image, [2 images P]. They are copied. Throws a `data` TroubleError for a winner outside K or
   * rows that are not two views of the images, and then changes nothing.
   */
  push(winners: Int32Array, images: number): void {
    for (const k of winners) if (!(k >= 0 && k < this.K)) throw misfit(`Winner ${k} does not fit`, this.K);
    if (!(images > 0) || winners.length % (2 * images) !== 0)
      throw misfit(`${winners.length} winners do not fit ${images} images`, this.K);
    for (const k of winners) {
      this.wins[k]++;
      this.ever[k] = 1;
    }
    this.steps.push({ winners: winners.slice(), images });
    while (this.steps.length > windowSteps(winners.length))
      for (const k of this.steps.shift()?.winners ?? []) this.wins[k]--;
  }

  /** Share of K that won in the window, 0..1. */
  used(): number {
    return this.wins.reduce((used, n) => used + (n > 0 ? 1 : 0), 0) / this.K;
  }

  /** Share of K that has not won since the first push, 0..1. */
  neverUsed(): number {
    return 1 - this.ever.reduce((sum, won) => sum + won, 0) / this.K;
  }

  /** 1 for each prototype that won in the window, else 0, [K]. */
  members(): Uint8Array {
    return Uint8Array.from(this.wins, (n) => (n > 0 ? 1 : 0));
  }

  /** Share of the window's rows that each prototype won, [K]. All 0 before the first push. */
  shares(): Float32Array {
    const all = this.wins.reduce((sum, n) => sum + n, 0);
    return Float32Array.from(this.wins, (n) => (all > 0 ? n / all : 0));
  }

  /** Agreement between the two views of the window's images. Batches of a single image say nothing about it. */
  agreement(): Agreement {
    const agreement = new Agreement(this.K);
    for (const { winners, images } of this.steps) if (images > 1) agreement.add(winners, images);
    return agreement;
  }
}

/** Share of K prototypes that `rows` even and random assignments reach, 1 - (1 - 1/K)^rows. */
export const reach = (K: number, rows: number): number => -Math.expm1(rows * Math.log1p(-1 / K));

function misfit(failed: string, K: number): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed,
    why: `Each image needs two views, with winners from 0 to ${K - 1}.`,
    todo: 'Make one window per run, with the K of that run.',
  });
}
