import * as tf from '@tensorflow/tfjs';
import { EPSILONS } from '../../base/epsilons.ts';
import { type Trouble, TroubleError } from '../../base/errors.ts';
import type { IdsOf } from '../../base/measures.ts';
import type { CensusReport, Counts, Measure, Picture } from '../../base/messages.ts';
import { sampledIndex } from '../../base/sample.ts';
import { Counting, sharesOf } from '../../census/counting.ts';
import { shownRows } from '../../census/drawn-rows.ts';
import { normaliseRows } from '../../math/rows/sphere.ts';
import { collapse } from '../../metrics/collapse.ts';
import { placesOf, ringAngles } from '../../metrics/ring.ts';
import { UsageWindow } from '../../metrics/usage.ts';
import type { Lane } from '../lane/lane.ts';
import { prototypesOf, type State } from '../lane/state.ts';
import type { Observations, Observed } from './observations.ts';

/** The part of a Measure that comes from prototypes, losses and assignments. */
export type GaugeReading = Pick<
  Measure,
  IdsOf<'count' | 'report' | 'training'> | 'terms' | 'census' | 'angles' | 'sampled' | 'picture'
>;

/** Up to this K every report reads all cosines back (4 MB) and counts at once. Above it, a census counts between
 *  steps. */
const COUNTED_AT_ONCE = 1024;

/** Turns a lane's device tensors into the numbers of a report. Keeps the usage window and the ring's basis. */
export class Gauge {
  private readonly usage: UsageWindow;
  private readonly counting: Counting | undefined;
  /** The ring's directions at the last reading, [3, D]: the next ring turns as little from them as it can. */
  private basis: Float64Array | undefined;
  private readonly K: number;
  private readonly D: number;
  private readonly pictures: boolean;

  /** For K prototypes in D dimensions. With `pictures` every reading has one. */
  constructor(K: number, D: number, pictures = false) {
    this.K = K;
    this.D = D;
    this.pictures = pictures;
    this.usage = new UsageWindow(K);
    this.counting = K > COUNTED_AT_ONCE ? new Counting(K) : undefined;
  }

  /**
   * Reads back in one transfer what the steps since the last reading left, and measures it. Many prototypes have the
   * counts of the last census, and the next begins unless one is under way. Throws a `not-finite` TroubleError that
   * names the first quantity that is NaN or Inf, and its step.
   */
  async read(lane: Lane, state: State, observations: Observations): Promise<GaugeReading> {
    const tensors = tf.tidy(() => (this.counting ? sampleOf : gramsOf)(prototypesOf(lane, state)));
    const observed = await observations.read(tensors);
    tf.dispose(tensors);
    const [prototypes, moment, third] = observed.values;
    const first = state.step - observed.losses.length + 1;
    const trouble = notFinite(observed, this.counting ? third : prototypes, first, state.step);
    if (trouble) throw new TroubleError(trouble);
    observed.winners.forEach((winners, i) => {
      this.usage.push(winners, observed.assignments[i]);
    });
    const { K, D, counting } = this;
    const shown = prototypes.length / D;
    const { angles, basis } = ringAngles(prototypes, shown, D, this.basis, moment);
    this.basis = basis;
    counting?.offer(snapshotOf(lane, state), this.usage.members(), state.step);
    return {
      ...(observed.losses.length > 0 ? { loss: mean(observed.losses) } : {}),
      terms: Object.fromEntries(Object.entries(observed.terms).map(([name, values]) => [name, mean(values)])),
      ...(counting
        ? counting.counts
        : sharesOf(collapse(prototypes, K, D, EPSILONS, this.usage.members(), third), K)),
      used: this.usage.used() / K,
      perplexity: observed.winners.length > 0 || this.usage.used() > 0 ? this.usage.perplexity() : 0,
      angles,
      ...(shown < K ? { sampled: shown } : {}),
      ...(this.pictures ? { picture: this.picture(prototypes, observed.embeddings, basis) } : {}),
    };
  }

  private picture(prototypes: Float32Array, embeddings: Float32Array, basis: Float64Array): Picture {
    const { K, D } = this;
    const shown = prototypes.length / D;
    const wins = this.usage.shares();
    return {
      places: placesOf(prototypes, shown, D, basis),
      wins:
        shown < K ? Float32Array.from({ length: shown }, (_, i) => wins[sampledIndex(i, K, shown)]) : wins,
      cloud: placesOf(embeddings, embeddings.length / D, D, basis),
    };
  }

  /** The first census, which counts random directions; undefined until it is done, and where all are counted at
   *  once. */
  get first(): Counts | undefined {
    return this.counting?.first;
  }

  /** True while a census is under way. */
  get counts(): boolean {
    return this.counting?.underWay ?? false;
  }

  /** How much of that census is done, 0..1. */
  get counted(): number {
    return this.counting?.counts.census.share ?? 1;
  }

  /** Goes on with a census that is under way, as Counting.advance. */
  async count(
    milliseconds: number,
    now: () => number,
    told: (report: CensusReport) => void,
  ): Promise<number> {
    return (await this.counting?.advance(milliseconds, now, told)) ?? 0;
  }

  /** Begins the census of a run's last state, and drops one of an earlier state. */
  countLast(lane: Lane, state: State): void {
    this.counting?.insist(snapshotOf(lane, state), this.usage.members(), state.step);
  }

  /** `reading` with the latest counts. */
  updated(reading: GaugeReading): GaugeReading {
    return this.counting ? { ...reading, ...this.counting.counts } : reading;
  }

  dispose(): void {
    this.counting?.dispose();
  }
}

/** Makes a copy of a state's prototypes, [K, D], once asked. */
const snapshotOf = (lane: Lane, state: State) => (): tf.Tensor2D => tf.tidy(() => prototypesOf(lane, state));

/** The prototypes [K, D], Σ x xᵀ [D, D] of their unit rows and all their cosines [K, K], which the device computes
 *  faster than the metrics. */
function gramsOf(prototypes: tf.Tensor2D): tf.Tensor[] {
  const units = normaliseRows(prototypes);
  return [prototypes, tf.matMul(units, units, true, false), tf.matMul(units, units, false, true)];
}

/** An even sample of the prototypes, Σ x xᵀ [D, D] of its unit rows, and the mean [1, D] of all prototypes: one
 *  number that is not finite shows in it. */
function sampleOf(prototypes: tf.Tensor2D): tf.Tensor[] {
  const K = prototypes.shape[0];
  const sample = shownRows(prototypes);
  const units = normaliseRows(sample);
  const average = tf.matMul(tf.fill([1, K], 1 / K), prototypes);
  return [sample, tf.matMul(units, units, true, false), average];
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** The first number of a reading that is not finite. `prototypes` are values that a number of theirs which is not
 *  finite shows in. */
function notFinite(
  observed: Observed,
  prototypes: Float32Array,
  firstStep: number,
  lastStep: number,
): Trouble | undefined {
  const told = {
    kind: 'not-finite' as const,
    wanted: 'finite numbers',
    todo: 'The lane is paused at its last good state. Lower the learning rate or raise the teacher temperature, then resume; or reset.',
  };
  for (const [name, values] of [['loss', observed.losses] as const, ...Object.entries(observed.terms)]) {
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0)
      return {
        ...told,
        came: `${values[at]} in the ${name} at step ${firstStep + at}`,
        step: firstStep + at,
      };
  }
  const bad = prototypes.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    return {
      ...told,
      came: `${prototypes[bad]} in the prototypes by step ${lastStep}`,
      step: lastStep,
    };
  return undefined;
}
