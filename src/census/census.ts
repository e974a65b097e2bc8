import * as tf from '@tensorflow/tfjs';
import { EPSILONS } from '../base/epsilons.ts';
import { cosinesOf, cover, type Rows, unitsOf } from '../math/rows/cover.ts';
import { rowsOf } from '../math/update/pack.ts';
import type { Collapse } from '../metrics/collapse.ts';
import { SETS, Tally } from '../metrics/tally.ts';

/** Rows settled at a time. */
const TILE = 256;
/** Rows of a part: the most columns that one op looks at, and the most rows made to units at once. */
const PART = 2048;
/** Columns that a batch looks at: at least, and at first. A batch grows or shrinks by its time. */
const FEWEST = 64;
const FIRST = 256;

interface Part {
  /** Index of its first row among the live ones. */
  readonly first: number;
  readonly units: tf.Tensor2D;
  readonly count: number;
}

/**
 * Counts the unique prototypes among many (metrics/collapse.ts does it at once for few), in slices of some
 * milliseconds with training steps between them, on a snapshot. Tiles of rows come in index order; each meets all
 * earlier rows on the device, batch by batch, and is then settled on the host. What is held is two copies of the
 * prototypes at most, and never more than TILE x PART cosines at once. Reads back 256 KB a tile.
 */
export class Census {
  /** The training step it is of. */
  readonly step: number;
  private readonly K: number;
  private readonly members: Uint8Array;
  /** The snapshot, until all its rows are units. */
  private snapshot: tf.Tensor2D | undefined;
  private readonly parts: Part[] = [];
  /** For each part begun, its words so far: its representatives' bits, 0 where a row is not settled. */
  private readonly words: tf.Tensor1D[] = [];
  private readonly live: number[] = [];
  private opened = 0;
  private tally: Tally | undefined;
  /** The tile at work: its part, its first row there, and the column it has come to, in all rows before it. */
  private part = 0;
  private row = 0;
  private column = 0;
  private columns = FIRST;

  /** Of `prototypes` [K, D], which it disposes of. `members` (0 or 1 each) are those in use. */
  constructor(prototypes: tf.Tensor2D, members: Uint8Array, step: number) {
    this.K = prototypes.shape[0];
    this.members = members;
    this.snapshot = prototypes;
    this.step = step;
  }

  /** Counts on for about this many milliseconds, but does at least one batch, and returns how many it took. `now` is
   *  in milliseconds. Before, it waits until the device has done what was asked of it. */
  async advance(milliseconds: number, now: () => number): Promise<number> {
    await this.settled();
    const started = now();
    let before = started;
    while (!this.done) {
      await (this.snapshot ? this.open(this.snapshot) : this.batch(now));
      const after = now();
      // the next is likely to take as long
      if (after + (after - before) > started + milliseconds) return after - started;
      before = after;
    }
    return before - started;
  }

  get done(): boolean {
    return this.tally !== undefined && this.part === this.parts.length;
  }

  /** How much of the work is done, 0..1. */
  get share(): number {
    const live = this.tally?.words.length;
    if (live === undefined) return 0;
    if (this.done) return 1;
    // pairs of the rows before the tile, and of the tile's own with the columns behind it
    const { first } = this;
    const tile = Math.min(TILE, this.parts[this.part].count - this.row);
    return (first ** 2 + 2 * tile * this.column) / live ** 2;
  }

  /** Counts, not shares; only once done. */
  collapse(): Collapse {
    if (!this.tally || !this.done) throw new Error('the census is not done');
    return this.tally.collapse();
  }

  dispose(): void {
    tf.dispose([...(this.snapshot ? [this.snapshot] : []), ...this.parts.map(({ units }) => units)]);
    tf.dispose(this.words);
    this.snapshot = undefined;
  }

  private async settled(): Promise<void> {
    const some = this.snapshot ?? this.parts[0]?.units;
    if (!some) return;
    const one = tf.tidy(() => tf.slice(some, [0, 0], [1, 1]));
    await one.data();
    one.dispose();
  }

  /** Makes the next part of the snapshot's rows unit rows, without the dead ones. */
  private async open(snapshot: tf.Tensor2D): Promise<void> {
    const from = this.opened;
    const to = Math.min(this.K, from + PART);
    const { units, norms } = tf.tidy(() => unitsOf(rowsOf(snapshot, from, to)));
    const sizes = await norms.data();
    norms.dispose();
    const live: number[] = [];
    sizes.forEach((size, i) => {
      if (size > 0 && size < Infinity) live.push(i);
    });
    const first = this.live.length;
    for (const i of live) this.live.push(from + i);
    if (live.length === sizes.length) this.parts.push({ first, units, count: live.length });
    else {
      if (live.length > 0) {
        const kept = tf.tidy(() => tf.gather(units, tf.tensor1d(live, 'int32')));
        this.parts.push({ first, units: kept, count: live.length });
      }
      units.dispose();
    }
    this.opened = to;
    if (to < this.K) return;
    const members = Uint8Array.from(this.live, (k) => this.members[k]);
    this.tally = new Tally(members, EPSILONS, this.K - this.live.length);
    snapshot.dispose();
    this.snapshot = undefined;
  }

  /** The tile at work meets the next columns; once it has met all, it is settled. */
  private async batch(now: () => number): Promise<void> {
    const tally = this.tally as Tally;
    const own = this.parts[this.part];
    const rows: Rows = {
      units: own.units,
      from: this.row,
      count: Math.min(TILE, own.count - this.row),
    };
    const first = this.first;
    const until = Math.min(first, this.column + this.columns);
    const last = until === first;
    const started = now();
    const found = tf.tidy(() => {
      const met = this.between(this.column, until).map(([part, columns]) =>
        cover(rows, columns, this.words[part], EPSILONS, SETS),
      );
      const parts = [...met, ...(last ? [cosinesOf(rows, rows)] : [])];
      return tf.concat1d(parts.map((x): tf.Tensor1D => tf.reshape(x, [-1])));
    });
    const values = (await found.data()) as Float32Array;
    found.dispose();
    const met = values.subarray(0, values.length - (last ? rows.count ** 2 : 0));
    for (let at = 0; at < met.length; at += 2 * rows.count)
      tally.met(first, met.subarray(at, at + 2 * rows.count));
    this.column = until;
    if (last) {
      tally.settle(first, rows.count, values.subarray(met.length));
      this.next(own, rows.count, tally);
    }
    this.pace(now() - started);
  }

  /** Index of the tile's first row among the live ones. */
  private get first(): number {
    return this.parts[this.part].first + this.row;
  }

  /** Columns from..to among all live rows, by part. */
  private between(from: number, to: number): [part: number, columns: Rows][] {
    return this.parts.flatMap(({ first, units, count }, part): [number, Rows][] => {
      const start = Math.max(0, from - first);
      const end = Math.min(count, to - first);
      return start < end ? [[part, { units, from: start, count: end - start }]] : [];
    });
  }

  /** The next tile, with the words of this one where it will find them. */
  private next(own: Part, rows: number, tally: Tally): void {
    const settled = new Float32Array(own.count);
    settled.set(tally.words.subarray(own.first, own.first + this.row + rows));
    this.words[this.part]?.dispose();
    this.words[this.part] = tf.tensor1d(settled);
    this.row += rows;
    this.column = 0;
    if (this.row < own.count) return;
    this.part++;
    this.row = 0;
  }

  /** Batches of 2 to 6 milliseconds: a slice has room for one, and reading back costs little beside it. */
  private pace(took: number): void {
    if (took < 2) this.columns = Math.min(this.K, 2 * this.columns);
    // K itself may be odd: a batch is of whole columns
    if (took > 6) this.columns = Math.max(FEWEST, Math.floor(this.columns / 2));
  }
}
