import * as tf from '@tensorflow/tfjs';
import { EPSILONS } from '../../base/epsilons.ts';
import { type Trouble, TroubleError } from '../../base/errors.ts';
import type { IdsOf, Measured } from '../../base/measures.ts';
import type { CensusReport, Counts, Measure, Picture } from '../../base/messages.ts';
import { sampledIndex } from '../../base/sample.ts';
import { COUNTED_AT_ONCE, Counting, type InUse, sharesOf } from '../../census/counting.ts';
import { shownRows } from '../../census/drawn-rows.ts';
import { normaliseRows } from '../../math/rows/sphere.ts';
import { collapse } from '../../metrics/collapse.ts';
import { placesOf, ringAngles } from '../../metrics/ring.ts';
import { TargetsWindow } from '../../metrics/targets-window.ts';
import { WinnersWindow } from '../../metrics/winners-window.ts';
import { type Lane, PROTOTYPES } from '../lane/lane.ts';
import { prototypesOf, type State } from '../lane/state.ts';
import { sumOf } from '../step/observation.ts';
import type { Observations, Observed } from './observations.ts';

/** The part of a Measure that comes from prototypes, losses and assignments. */
export type GaugeReading = Pick<
  Measure,
  | IdsOf<'count' | 'report' | 'training' | 'patches'>
  | ('terms' | 'census' | 'angles' | 'sampled' | 'representatives' | 'picture')
>;

/** Turns a lane's device tensors into the numbers of a report. Keeps the usage windows and the ring's basis. */
export class Gauge {
  private readonly winners: WinnersWindow;
  private readonly targets: TargetsWindow;
  /** The winners among patches, where a method compares them beside its views. */
  private patchWinners: WinnersWindow | undefined;
  private readonly counting: Counting | undefined;
  /** The ring's directions at the last reading, [3, D]: the next ring turns as little from them as it can. */
  private basis: Float64Array | undefined;
  /** The prototypes in use at the last reading. */
  private inUse: InUse = [new Uint8Array(0), new Uint8Array(0)];
  private readonly K: number;
  private readonly D: number;
  private readonly images: number;
  private readonly pictures: boolean;

  /** For K prototypes in D dimensions, and steps of `images` images. With `pictures` every reading has one. */
  constructor(K: number, D: number, images: number, pictures = false) {
    this.K = K;
    this.D = D;
    this.images = images;
    this.pictures = pictures;
    this.winners = new WinnersWindow(K);
    this.targets = new TargetsWindow(K);
    this.counting = K > COUNTED_AT_ONCE ? new Counting(K) : undefined;
  }

  /**
   * Reads back in one transfer what the steps since the last reading left, and measures it. Many prototypes have the
   * counts of the last census, and the next begins unless one is under way. Throws a `not-finite` TroubleError that
   * names the first quantity that is NaN or Inf, and its step.
   */
  async read(lane: Lane, state: State, observations: Observations): Promise<GaugeReading> {
    const patchBank = this.counting ? undefined : patchBankOf(lane);
    const tensors = tf.tidy(() => [
      ...(this.counting ? sampleOf : gramsOf)(prototypesOf(lane, state)),
      ...(patchBank ? countedOf(prototypesOf(lane, state, patchBank)) : []),
    ]);
    const observed = await observations.read(tensors);
    tf.dispose(tensors);
    const [prototypes, moment, third, ...patches] = observed.values;
    const first = state.step - observed.losses.length + 1;
    const trouble = notFinite(observed, this.counting ? third : prototypes, first, state.step);
    if (trouble) throw new TroubleError(trouble);
    this.take(observed);
    const { K, D, counting } = this;
    const shown = prototypes.length / D;
    const { angles, basis } = ringAngles(prototypes, shown, D, this.basis, moment);
    this.basis = basis;
    const agreement = this.winners.agreement();
    const agreed = agreement.members();
    const inUse: InUse = [this.winners.members(), agreed];
    this.inUse = inUse;
    counting?.offer(snapshotOf(lane, state), inUse, state.step);
    return {
      ...(observed.losses.length > 0
        ? {
            loss: mean(observed.losses),
            agreement: agreement.share(),
            agreementChance: agreement.chance(),
          }
        : {}),
      terms: Object.fromEntries(Object.entries(observed.terms).map(([name, values]) => [name, mean(values)])),
      ...(counting ? counting.counts : this.countNow(prototypes, inUse, third)),
      used: this.winners.used(),
      neverUsed: this.winners.neverUsed(),
      agreed: sumOf(agreed) / K,
      wonBalanced: this.targets.won(),
      perplexity: this.targets.perplexity(),
      ...(this.patchWinners ? this.patchReading(this.patchWinners, patches) : {}),
      angles,
      ...(shown < K ? { sampled: shown } : {}),
      ...(this.pictures ? { picture: this.picture(prototypes, observed.embeddings, basis) } : {}),
    };
  }

  /** Takes what the steps since the last reading chose into the windows. */
  private take({ steps }: Observed): void {
    for (const { winners, patchWinners, targets } of steps) {
      this.winners.push(winners, this.images);
      if (targets) this.targets.push(targets.winners, targets.mean);
      if (!patchWinners) continue;
      this.patchWinners ??= new WinnersWindow(this.K);
      this.patchWinners.push(patchWinners, this.images);
    }
  }

  /** The bank of patches, whose prototypes and cosines are `counted` if it is a bank of its own. */
  private patchReading(winners: WinnersWindow, counted: readonly Float32Array[]): Measured<'patches'> {
    const { K, D } = this;
    const [prototypes, cosines] = counted;
    return {
      patchUsed: winners.used(),
      patchAgreed: sumOf(winners.agreement().members()) / K,
      patchUnique: prototypes
        ? collapse(prototypes, K, D, EPSILONS, [], cosines).unique.map((count) => count / K)
        : [],
    };
  }

  /** Counts few prototypes, and tells which are duplicates. */
  private countNow(
    prototypes: Float32Array,
    inUse: InUse,
    cosines: Float32Array,
  ): Counts & Required<Pick<Measure, 'representatives'>> {
    const { K, D } = this;
    const { representatives, ...found } = collapse(prototypes, K, D, EPSILONS, inUse, cosines);
    return { ...sharesOf(found, K), representatives };
  }

  private picture(prototypes: Float32Array, embeddings: Float32Array, basis: Float64Array): Picture {
    const { K, D } = this;
    const shown = prototypes.length / D;
    const wins = this.winners.shares();
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

  /** Finished share of that census, 0..1. */
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
    this.counting?.insist(snapshotOf(lane, state), this.inUse, state.step);
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
function gramsOf(prototypes: tf.Tensor2D): [tf.Tensor2D, tf.Tensor, tf.Tensor] {
  const units = normaliseRows(prototypes);
  return [prototypes, tf.matMul(units, units, true, false), tf.matMul(units, units, false, true)];
}

/** Prototypes [K, D] with all their cosines [K, K]. */
function countedOf(prototypes: tf.Tensor2D): [tf.Tensor2D, tf.Tensor2D] {
  const units = normaliseRows(prototypes);
  return [prototypes, tf.matMul(units, units, false, true)];
}

/** Address of the prototypes that patches have to themselves beside those that the lane is measured by. */
function patchBankOf({ branches }: Lane): string | undefined {
  return branches.find(({ bank }) => bank !== PROTOTYPES)?.bank;
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
  const shared = {
    kind: 'not-finite' as const,
    todo: 'The lane is paused at its last good state. Lower the learning rate or raise the teacher temperature, then resume. Or reset.',
  };
  for (const [name, values] of [['loss', observed.losses] as const, ...Object.entries(observed.terms)]) {
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at >= 0)
      return {
        ...shared,
        failed: `The ${name} is ${values[at]}`,
        why: 'Training diverged.',
        step: firstStep + at,
      };
  }
  const bad = prototypes.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    return {
      ...shared,
      failed: `A prototype is ${prototypes[bad]}`,
      why: 'Training diverged.',
      step: lastStep,
    };
  return undefined;
}
