import { TroubleError } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import { perplexityOf } from './targets-window.ts';

/** Shuffles of the labels behind a purity by chance. */
const SHUFFLES = 5;

/** Images grouped by the prototype that each is nearest to, beside their labels. */
export class ImageClusters {
  private readonly assigned: Int32Array;
  private readonly labels: Uint8Array;
  private readonly K: number;
  private readonly classes: number;

  /** `assigned[i]` in 0..K-1 and `labels[i]` in 0..classes-1 belong to image i. Throws a `data` TroubleError for empty
   *  or unequal lists, and for an index out of range. */
  constructor(assigned: Int32Array, labels: Uint8Array, K: number, classes: number) {
    const count = assigned.length;
    if (count === 0 || labels.length !== count)
      throw refused(
        `${count} assignments and ${labels.length} labels do not match`,
        'Each image needs one of each, and there must be an image.',
      );
    for (let i = 0; i < count; i++)
      if (!(assigned[i] >= 0 && assigned[i] < K) || labels[i] >= classes)
        throw refused(
          `Image ${i} has prototype ${assigned[i]} and label ${labels[i]}`,
          `Prototypes must be below ${K} and labels below ${classes}.`,
        );
    this.assigned = assigned;
    this.labels = labels;
    this.K = K;
    this.classes = classes;
  }

  /** 1 for each prototype with an image, else 0, [K]. */
  members(): Uint8Array {
    return Uint8Array.from(this.sizes(), (size) => (size > 0 ? 1 : 0));
  }

  /** Share of K with an image, 0..1. */
  occupied(): number {
    return this.members().reduce((sum, one) => sum + one, 0) / this.K;
  }

  /** exp(entropy) of the images over the prototypes, over K: 1 where each has as many, 1/K where one has all. */
  perplexity(): number {
    return perplexityOf(this.sizes());
  }

  /** The accuracy when each prototype gives its images their most common label, 0..1. It rises with K and with use,
   *  whatever the images are: read it beside `purityByChance`. */
  purity(): number {
    return this.purityOf(this.labels);
  }

  /** The mean purity of a few shuffles of the labels, 0..1. */
  purityByChance(random: Random): number {
    let sum = 0;
    for (let shuffle = 0; shuffle < SHUFFLES; shuffle++) {
      const order = random.permutation(this.labels.length);
      sum += this.purityOf(Uint8Array.from(order, (i) => this.labels[i]));
    }
    return sum / SHUFFLES;
  }

  /**
   * Adjusted mutual information of prototypes and labels (Vinh, Epps & Bailey 2010), with the mean of both entropies
   * as its bound: 1 when prototypes are the labels, 0 on average when they say nothing about them. 0 where there is
   * nothing to say, because all images have one label.
   */
  adjustedMutualInformation(): number {
    const { classes } = this;
    const table = this.table(this.labels);
    const N = this.labels.length;
    const sizes = this.sizes();
    const sums = new Int32Array(classes);
    for (const label of this.labels) sums[label]++;
    let information = 0;
    for (let k = 0; k < this.K; k++)
      for (let c = 0; c < classes; c++) {
        const n = table[k * classes + c];
        if (n > 0) information += (n / N) * Math.log((N * n) / (sizes[k] * sums[c]));
      }
    const expected = expectedInformation(sizes, sums, N);
    const bound = (entropyOf(sizes, N) + entropyOf(sums, N)) / 2;
    return bound - expected > 1e-12 ? (information - expected) / (bound - expected) : 0;
  }

  /** Images of each prototype, [K]. */
  private sizes(): Int32Array {
    const sizes = new Int32Array(this.K);
    for (const k of this.assigned) sizes[k]++;
    return sizes;
  }

  /** Images by prototype and label, [K, classes]. */
  private table(labels: Uint8Array): Int32Array {
    const table = new Int32Array(this.K * this.classes);
    this.assigned.forEach((k, i) => {
      table[k * this.classes + labels[i]]++;
    });
    return table;
  }

  private purityOf(labels: Uint8Array): number {
    const table = this.table(labels);
    let right = 0;
    for (let k = 0; k < this.K; k++) {
      let most = 0;
      for (let c = 0; c < this.classes; c++) most = Math.max(most, table[k * this.classes + c]);
      right += most;
    }
    return right / labels.length;
  }
}

/** Entropy of counts that sum to N, in nats. */
function entropyOf(counts: Int32Array, N: number): number {
  let entropy = 0;
  for (const n of counts) if (n > 0) entropy -= (n / N) * Math.log(n / N);
  return entropy;
}

/** The mean mutual information over all tables with these sums of rows and of columns (equation 24a of Vinh et al.
 *  2010), in nats. */
function expectedInformation(rows: Int32Array, columns: Int32Array, N: number): number {
  const logFactorial = new Float64Array(N + 1);
  for (let n = 2; n <= N; n++) logFactorial[n] = logFactorial[n - 1] + Math.log(n);
  // rows of one size share their sum
  const bySize = new Map<number, number>();
  for (const a of rows) if (a > 0) bySize.set(a, (bySize.get(a) ?? 0) + 1);
  let expected = 0;
  for (const [a, times] of bySize)
    for (const b of columns) {
      if (b === 0) continue;
      const fixed =
        logFactorial[a] + logFactorial[b] + logFactorial[N - a] + logFactorial[N - b] - logFactorial[N];
      let sum = 0;
      for (let n = Math.max(1, a + b - N); n <= Math.min(a, b); n++) {
        const log =
          fixed - logFactorial[n] - logFactorial[a - n] - logFactorial[b - n] - logFactorial[N - a - b + n];
        sum += (n / N) * Math.log((N * n) / (a * b)) * Math.exp(log);
      }
      expected += times * sum;
    }
  return expected;
}

function refused(failed: string, why: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed,
    why,
    todo: 'Pass the assignments and labels of the same images.',
  });
}
