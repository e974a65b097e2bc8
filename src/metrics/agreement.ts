/** Probability of chance below which a prototype's agreements count. */
const CHANCE = 0.001;

/**
 * Counts on which prototypes the two views of an image agree, and how often they would by chance. Chance means that a
 * view is paired with the other view of another image of its batch, so that it follows each batch's own histogram.
 * An image counts once for a prototype, in methods of patches too: both views have some patch there.
 */
export class Agreement {
  /** Images whose two views both won the prototype, [K], and how many would by chance. */
  private readonly together: Float64Array;
  private readonly expected: Float64Array;
  /** Sums over images of the probability that two rows, one of each view, won the same prototype. */
  private same = 0;
  private sameByChance = 0;
  private images = 0;

  /** For K prototypes. */
  constructor(K: number) {
    this.together = new Float64Array(K);
    this.expected = new Float64Array(K);
  }

  /** Adds a batch of `images` images, two at least: the winners of one view and then of the other, each image by
   *  image, [2 images P] for P rows an image. */
  add(winners: Int32Array, images: number): void {
    const P = winners.length / (2 * images);
    const half = images * P;
    const first = emptyCounts();
    const second = emptyCounts();
    // an image's own pair is left out of chance, where it would always agree with itself
    const others = images - 1;
    let same = 0;
    const met = new Map<number, number>();
    for (let i = 0; i < images; i++) {
      const there = taken(second, winners.subarray(half + i * P, half + i * P + P));
      for (const [k, rows] of taken(first, winners.subarray(i * P, i * P + P))) {
        const shared = there.get(k);
        if (shared === undefined) continue;
        same += rows * shared;
        met.set(k, (met.get(k) ?? 0) + 1);
      }
    }
    let pairs = 0;
    for (const [k, rows] of first.rows) pairs += rows * (second.rows.get(k) ?? 0);
    for (const [k, count] of first.images) {
      const own = met.get(k) ?? 0;
      this.together[k] += own;
      this.expected[k] += (count * (second.images.get(k) ?? 0) - own) / others;
    }
    this.same += same / (P * P);
    this.sameByChance += (pairs - same) / (P * P * others);
    this.images += images;
  }

  /** The probability that two views of an image win the same prototype; NaN before the first batch. */
  share(): number {
    return this.images > 0 ? this.same / this.images : Number.NaN;
  }

  /** The same for views of two different images of a batch, which is Σ_k (n_k / n)² without an image's own pair. */
  chance(): number {
    return this.images > 0 ? this.sameByChance / this.images : Number.NaN;
  }

  /**
   * 1 for each prototype that both views of some image won, more often than chance explains, [K]: as many agreements
   * or more have a probability below 0.1% in a Poisson distribution of the expected number. A longer window of noise
   * therefore adds none.
   */
  members(): Uint8Array {
    return Uint8Array.from(this.together, (count, k) =>
      count > 0 && poissonTail(count, this.expected[k]) < CHANCE ? 1 : 0,
    );
  }
}

/** Rows of a view, and images with such a row, by prototype. */
interface ViewCounts {
  readonly rows: Map<number, number>;
  readonly images: Map<number, number>;
}

const emptyCounts = (): ViewCounts => ({ rows: new Map(), images: new Map() });

/** Adds the winners of one image's rows, and gives its rows by prototype. */
function taken({ rows, images }: ViewCounts, winners: Int32Array): ReadonlyMap<number, number> {
  const own = new Map<number, number>();
  for (const k of winners) own.set(k, (own.get(k) ?? 0) + 1);
  for (const [k, count] of own) {
    rows.set(k, (rows.get(k) ?? 0) + count);
    images.set(k, (images.get(k) ?? 0) + 1);
  }
  return own;
}

/** The probability of `count` events or more where `mean` are expected. */
export function poissonTail(count: number, mean: number): number {
  if (mean <= 0) return count > 0 ? 0 : 1;
  let below = 0;
  let log = -mean; // of the probability of exactly `events`
  for (let events = 0; events < count; events++) {
    below += Math.exp(log);
    log += Math.log(mean / (events + 1));
  }
  return Math.max(0, 1 - below);
}
