import type * as tf from '@tensorflow/tfjs';
import { unmeasured } from '../base/measure-row.ts';
import { MEASURES } from '../base/measures.ts';
import type { CensusClock, CensusReport, Counts } from '../base/messages.ts';
import type { Collapse } from '../metrics/collapse.ts';
import { Census } from './census.ts';

/** Up to this K every report reads all cosines back (4 MB) and counts at once. Above it, a census counts between
 *  steps, and only the counts leave the device. */
export const COUNTED_AT_ONCE = 1024;

/** Prototypes in use: those that won a row of the teacher in the window, and those that both views of some image won.
 *  1 for each, else 0, [K]. */
export type InUse = readonly [used: Uint8Array, agreed: Uint8Array];

/** The counts of prototypes, of all and of those in use, as shares of K. */
export function sharesOf({ unique, dead, among, uniformity }: Collapse, K: number): Counts {
  const [used, agreed] = among;
  return {
    unique: unique.map((count) => count / K),
    dead: dead / K,
    usedAndUnique: used.map((count) => count / K),
    agreedAndUnique: agreed.map((count) => count / K),
    uniformity,
  };
}

/** The counts before the first census. */
const NONE = Object.fromEntries(
  MEASURES.filter(({ when }) => when === 'count').map((row) => [row.id, unmeasured(row)]),
) as Counts;

/**
 * Counts many prototypes beside the training, by one census after the other. Each counts the prototypes of one step.
 */
export class Counting {
  private readonly K: number;
  private census: Census | undefined;
  private latest: CensusReport | undefined;
  private opening: CensusReport | undefined;

  constructor(K: number) {
    this.K = K;
  }

  /** Begins a census of a step's prototypes unless one is under way. `prototypes` makes a tensor [K, D], which the
   *  census disposes of. */
  offer(prototypes: () => tf.Tensor2D, inUse: InUse, step: number): void {
    this.census ??= new Census(prototypes(), inUse, step);
  }

  /** Begins the census of a step, instead of the one under way, unless that step is counted already. Throws an Error
   *  before the first census is finished. */
  insist(prototypes: () => tf.Tensor2D, inUse: InUse, step: number): void {
    if (this.census && !this.opening) throw new Error('the first census is not finished');
    if (this.census?.step === step || this.latest?.step === step) return;
    this.census?.dispose();
    this.census = new Census(prototypes(), inUse, step);
  }

  get underWay(): boolean {
    return this.census !== undefined;
  }

  /** Counts of the untrained prototypes, which are random directions in every lane; undefined before they are
   *  counted. */
  get first(): Counts | undefined {
    return this.opening;
  }

  get counts(): Counts & { readonly census: CensusClock } {
    const share = this.census?.share ?? 1;
    if (!this.latest) return { ...NONE, census: { share } };
    const { type: _, step, ...counts } = this.latest;
    return { ...counts, census: { step, share } };
  }

  /** Counts for about this many milliseconds, and calls `told` if a census is finished. `now` is in milliseconds.
   *  Returns the milliseconds spent on counting; the others went into waiting for training steps. */
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
