import * as tf from '@tensorflow/tfjs';
import { EPSILONS } from '../base/epsilons.ts';
import { cosinesOf, cover, type Rows, unitsOf } from '../math/rows/cover.ts';
import { rowsOf } from '../math/update/pack.ts';
import type { Collapse } from '../metrics/collapse.ts';
import { Tally } from '../metrics/tally.ts';

/** Rows that are settled at a time. */
const TILE = 256;
/** Most rows of a part, which one op makes to unit rows, or compares a tile with. */
const PART = 2048;
/** Columns of a batch: at least, and at first. A batch grows or shrinks by the time it takes. */
const FEWEST = 64;
const FIRST = 256;

interface Part {
  /** Index of its first row among the live ones. */
  readonly first: number;
  readonly units: tf.Tensor2D;
  readonly count: number;
}

/**
 * Counts the unique prototypes (Definition 2.1 of Arteaga et al. 2026) among many, on a snapshot, in slices of some
 * milliseconds between training steps; metrics/collapse.ts counts few at once. Tiles of rows come in index order.
 * Each meets all earlier rows on the device, batch by batch, and is then settled on the host. It holds at most two
 * copies of the prototypes and TILE x PART cosines, and reads back 256 KB a tile.
 */
export class Census {
  /** The training step of its snapshot. */
  readonly step: number;
  private readonly K: number;
  private readonly sets: readonly Uint8Array[];
  /** The snapshot, until all its rows are units. */
  private snapshot: tf.Tensor2D | undefined;
  private readonly parts: Part[] = [];
  /** The words of each part that has been begun: the bits of a row's representatives, 0 before the row is settled. */
  private readonly words: tf.Tensor1D[] = [];
  private readonly live: number[] = [];
  private opened = 0;
  private tally: Tally | undefined;
  /** The tile at work: its part, its first row in the part, and how many of the rows before it have been met. */
  private part = 0;
  private row = 0;
  private column = 0;
  private columns = FIRST;

  /** Takes `prototypes` [K, D] over, and disposes of them. Each of `sets` [K] is 1 for its members, else 0. */
  constructor(prototypes: tf.Tensor2D, sets: readonly Uint8Array[], step: number) {
    this.K = prototypes.shape[0];
    this.sets = sets;
    this.snapshot = prototypes;
    this.step = step;
  }

  /** Waits until the device has done its work, then counts for about this many milliseconds, at least one batch.
   *  `now` is in milliseconds. Returns the milliseconds spent on counting. */
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

  /** The share of the work that is done, 0..1. */
  get share(): number {
    const live = this.tally?.words.length;
    if (live === undefined) return 0;
    if (this.done) return 1;
    // pairs among the rows before the tile, and of its own rows with the columns that it has met
    const { first } = this;
    const tile = Math.min(TILE, this.parts[this.part].count - this.row);
    return (first ** 2 + 2 * tile * this.column) / live ** 2;
  }

  /** Counts, not shares. Throws an Error before the census is done. */
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

  /** Makes unit rows of the next part of the snapshot, without the dead ones. */
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
    const sets = this.sets.map((members) => Uint8Array.from(this.live, (k) => members[k]));
    this.tally = new Tally(this.live.length, sets, EPSILONS, this.K - this.live.length);
    snapshot.dispose();
    this.snapshot = undefined;
  }

  /** Lets the tile at work meet the next columns. Once it has met all, it is settled. */
  private async batch(now: () => number): Promise<void> {
    const { tally } = this;
    if (!tally) throw new Error('a batch counts rows that are all open');
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
        cover(rows, columns, this.words[part], EPSILONS, 1 + this.sets.length),
      );
      const parts = [...met, ...(last ? [cosinesOf(rows, rows)] : [])];
      return tf.concat1d(parts.map((x): tf.Tensor1D => tf.reshape(x, [-1])));
    });
    const values = await found.data<'float32'>();
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

  /** Keeps the words of the tile at work for later tiles, and goes on to the next. */
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

  /** Aims at batches of 2 to 6 milliseconds, since a slice has room for one and reading back costs little beside it. */
  private pace(took: number): void {
    if (took < 2) this.columns = Math.min(this.K, 2 * this.columns);
    // half of an odd number of columns is no whole number
    if (took > 6) this.columns = Math.max(FEWEST, Math.floor(this.columns / 2));
  }
}
