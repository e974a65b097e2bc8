import type * as tf from '@tensorflow/tfjs';
import { unmeasured } from '../base/measure-row.ts';
import { MEASURES } from '../base/measures.ts';
import type { CensusClock, CensusReport, Counts } from '../base/messages.ts';
import type { Collapse } from '../metrics/collapse.ts';
import { Census } from './census.ts';

/** Counts in shares of K. */
export const sharesOf = ({ unique, dead, usedAndUnique, uniformity }: Collapse, K: number): Counts => ({
  unique: unique.map((count) => count / K),
  dead: dead / K,
  usedAndUnique: usedAndUnique.map((count) => count / K),
  uniformity,
});

/** The counts before the first census. */
const NONE = Object.fromEntries(
  MEASURES.filter(({ when }) => when === 'count').map((row) => [row.id, unmeasured(row)]),
) as Counts;

/** Counts many prototypes beside the training: one census after the other, each on the prototypes of its step. */
export class Counting {
  private readonly K: number;
  private census: Census | undefined;
  private latest: CensusReport | undefined;
  private opening: CensusReport | undefined;

  constructor(K: number) {
    this.K = K;
  }

  /** Begins a census of a step's prototypes [K, D], a tensor of its own, unless one is under way. */
  offer(prototypes: () => tf.Tensor2D, members: Uint8Array, step: number): void {
    this.census ??= new Census(prototypes(), members, step);
  }

  /** Begins the census of a step unless it is there, instead of the one under way; but the first is always finished
   *  before. */
  insist(prototypes: () => tf.Tensor2D, members: Uint8Array, step: number): void {
    if (this.census && !this.opening) throw new Error('the first census is not finished');
    if (this.census?.step === step || this.latest?.step === step) return;
    this.census?.dispose();
    this.census = new Census(prototypes(), members, step);
  }

  get underWay(): boolean {
    return this.census !== undefined;
  }

  /** Counts of the first prototypes of all: random directions, since that is how every lane starts. */
  get first(): Counts | undefined {
    return this.opening;
  }

  get counts(): Counts & { readonly census: CensusClock } {
    const share = this.census?.share ?? 1;
    if (!this.latest) return { ...NONE, census: { share } };
    const { type: _, step, ...counts } = this.latest;
    return { ...counts, census: { step, share } };
  }

  /** Goes on for about so many milliseconds; `told` hears of a census that is finished. Returns how many
   *  milliseconds it counted: the rest of the time went into waiting for training steps. */
  async advance(
    milliseconds: number,
    now: () => number,
    told: (report: CensusReport) => void,
  ): Promise<number> {
    const { census } = this;
    if (!census) return 0;
    const took = await census.advance(milliseconds, now);
    if (!census.done) return took;
    this.latest = { type: 'census', step: census.step, ...sharesOf(census.collapse(), this.K) };
    this.opening ??= this.latest;
    census.dispose();
    this.census = undefined;
    told(this.latest);
    return took;
  }

  dispose(): void {
    this.census?.dispose();
    this.census = undefined;
  }
}
