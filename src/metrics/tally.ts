import { TroubleError } from '../base/errors.ts';
import type { Collapse } from './collapse.ts';

/**
 * The count of unique prototypes (metrics/collapse.ts) when they are too many for their cosines to be kept. It keeps
 * one word for each live prototype and takes in, tile by tile in index order, the findings of math/rows/cover.ts. Bit
 * e + s epsilons.length of a word belongs to ε number e in cover number s. It is set while no earlier prototype
 * covers this one, and is a representative's bit once its tile is settled. Cover 0 is of all prototypes, the others
 * of the members of one set each. Cosines are compared with ε in float32, so
 * an ε within 1e-6 of some 1 - cos may fall on the other side.
 */
export class Tally {
  /** One for each live prototype, [live]. */
  readonly words: Int32Array;
  private readonly epsilons: Float32Array;
  private readonly dead: number;
  private readonly covers: number;
  private spread = 0;

  /** For `live` prototypes. Each of `sets` [live] is 1 for its members, else 0. `dead` is passed on to the result.
   *  Throws a `data` TroubleError for more covers and ε than a float32's 24 bits hold. */
  constructor(live: number, sets: readonly Uint8Array[], epsilons: readonly number[], dead: number) {
    this.covers = 1 + sets.length;
    if (this.covers * epsilons.length > 24)
      throw new TroubleError({
        kind: 'data',
        failed: `${epsilons.length} epsilons in ${this.covers} covers are too many`,
        why: 'There can be at most 24 in all.',
        todo: 'Pass fewer values or sets.',
      });
    this.epsilons = Float32Array.from(epsilons);
    this.dead = dead;
    const all = 2 ** epsilons.length - 1;
    this.words = Int32Array.from({ length: live }, (_, i) =>
      sets.reduce((word, members, s) => word | (members[i] ? all << ((s + 1) * epsilons.length) : 0), all),
    );
  }

  /** Takes in how rows from `first` on stand to some earlier prototypes: covered bits and Σ exp(-2 |x - y|²), [rows,
   *  2]. */
  met(first: number, found: Float32Array): void {
    for (let i = 0; i < found.length / 2; i++) {
      this.words[first + i] &= ~found[2 * i];
      this.spread += found[2 * i + 1];
    }
  }

  /** Settles `rows` from `first` on among themselves, by their cosines [rows, rows], after they met all earlier ones.
   *  */
  settle(first: number, rows: number, cosines: Float32Array): void {
    const { words, epsilons, covers } = this;
    const count = epsilons.length;
    const widest = Math.max(...epsilons);
    for (let i = 0; i < rows; i++) {
      let word = words[first + i];
      for (let j = 0; j < i; j++) {
        const cosine = cosines[i * rows + j];
        this.spread += Math.exp(4 * (cosine - 1));
        const distance = Math.fround(1 - cosine);
        if (distance >= widest) continue;
        const both = word & words[first + j];
        for (let e = 0; both !== 0 && e < count; e++)
          if (distance < epsilons[e])
            for (let s = 0; s < covers; s++) word &= ~(both & (1 << (e + s * count)));
      }
      words[first + i] = word;
    }
  }

  /** The counts, once every tile is settled. */
  collapse(): Collapse {
    const count = this.epsilons.length;
    const bits = new Array<number>(this.covers * count).fill(0);
    for (const word of this.words) for (let e = 0; e < bits.length; e++) bits[e] += (word >> e) & 1;
    const pairs = (this.words.length * (this.words.length - 1)) / 2;
    return {
      unique: bits.slice(0, count),
      among: Array.from({ length: this.covers - 1 }, (_, s) => bits.slice((s + 1) * count, (s + 2) * count)),
      dead: this.dead,
      uniformity: pairs > 0 ? Math.log(this.spread / pairs) : 0,
    };
  }
}
