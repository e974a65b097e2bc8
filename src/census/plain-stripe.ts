import { allBits, type Met, type PairShape, type Stripe, type Tile } from './stripe.ts';

/** A row that a plain stripe holds. */
interface Held {
  readonly unit: Float64Array;
  readonly number: number;
  readonly word: bigint;
}

/** A stripe in plain JavaScript and float64: slow, and the reference of the kernels. */
export function plainStripe({
  D,
  epsilons,
  grid,
  mean,
}: PairShape): Pick<Stripe, 'meet' | 'settle' | 'distances' | 'end'> {
  const held: Held[] = [];
  const largest: number[] = [];
  const scatter = new Float64Array(mean ? D * D : 0);

  const place = (distance: number) => {
    const at = epsilons.findIndex((epsilon) => distance < epsilon);
    return at < 0 ? epsilons.length : at;
  };
  const dot = (a: Float64Array, b: Float64Array) => {
    let sum = 0;
    for (let d = 0; d < D; d++) sum += a[d] * b[d];
    return sum;
  };
  const unitsOf = ({ rows, inverse }: Tile) =>
    Array.from(inverse, (scale, i) => Float64Array.from(rows.subarray(i * D, (i + 1) * D), (x) => x * scale));

  /** Meets row i with a held row, whose place among the held ones is `at`. */
  const pair = (met: Met, i: number, unit: Float64Array, other: Held, at: number): number => {
    const cosine = dot(unit, other.unit);
    met.nearest[i] = Math.max(met.nearest[i], cosine);
    largest[at] = Math.max(largest[at], cosine);
    const covered = met.words[i] & other.word & (allBits(epsilons.length) ^ allBits(place(1 - cosine)));
    met.words[i] &= ~covered;
    grid.forEach((e, g) => {
      if ((covered >> BigInt(e)) & 1n) met.coverers[i * grid.length + g] = other.number;
    });
    return Math.exp(4 * (cosine - 1));
  };
  const fresh = (n: number, words: BigUint64Array) => ({
    words,
    coverers: new Int32Array(n * grid.length).fill(-1),
    nearest: new Float32Array(n).fill(Number.NEGATIVE_INFINITY),
    spread: 0,
  });

  return {
    meet(tile) {
      const units = unitsOf(tile);
      const met = fresh(units.length, new BigUint64Array(units.length).fill(allBits(epsilons.length)));
      let spread = 0;
      units.forEach((unit, i) => {
        held.forEach((other, at) => {
          spread += pair(met, i, unit, other, at);
        });
      });
      return { ...met, spread };
    },
    settle(tile, words) {
      const units = unitsOf(tile);
      const met = fresh(units.length, words.slice());
      const first = held.length;
      let spread = 0;
      units.forEach((unit, i) => {
        for (let at = first; at < held.length; at++) spread += pair(met, i, unit, held[at], at);
        held.push({ unit, number: tile.first + i, word: met.words[i] });
        largest.push(Number.NEGATIVE_INFINITY);
        if (!mean) return;
        const centred = unit.map((x, d) => x - mean[d]);
        for (let a = 0; a < D; a++) for (let b = 0; b < D; b++) scatter[a * D + b] += centred[a] * centred[b];
      });
      return { ...met, spread };
    },
    distances(sample, tile) {
      const others = unitsOf(tile);
      const counts = new Int32Array(sample.inverse.length * (epsilons.length + 1));
      unitsOf(sample).forEach((unit, i) => {
        for (const other of others) counts[i * (epsilons.length + 1) + place(1 - dot(unit, other))]++;
      });
      return counts;
    },
    end: () => ({ nearest: Float32Array.from(largest), scatter: Float32Array.from(scatter) }),
  };
}
