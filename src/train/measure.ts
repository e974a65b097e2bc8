import * as tf from '@tensorflow/tfjs';
import { type Trouble, TroubleError } from '../base/errors.ts';
import { EPSILONS, type Measure } from '../base/messages.ts';
import { collapse } from '../metrics/collapse.ts';
import { ringAngles } from '../metrics/ring.ts';
import { UsageWindow } from '../metrics/usage.ts';
import { type Lane, prototypesOf, type State } from './lane.ts';
import { type Observations, type Observed } from './observations.ts';

/** The part of a Measure that comes from prototypes, losses and assignments. */
export type Reading = Pick<
  Measure,
  'loss' | 'terms' | 'unique' | 'dead' | 'used' | 'perplexity' | 'usedAndUnique' | 'uniformity' | 'angles'
>;

/** Turns a lane's device tensors into the numbers of a report. Keeps the usage window and the ring's basis. */
export class Gauge {
  private readonly usage: UsageWindow;
  private basis: Float64Array | undefined;
  private readonly K: number;
  private readonly D: number;

  constructor(K: number, D: number) {
    this.K = K;
    this.D = D;
    this.usage = new UsageWindow(K);
  }

  /**
   * Reads back what the steps since the last reading left, once, and measures it. Throws a `not-finite`
   * TroubleError naming the first quantity and step (of `state.step` and before) that is NaN or Inf.
   */
  async read(lane: Lane, state: State, observations: Observations): Promise<Reading> {
    const prototypes = tf.tidy(() => prototypesOf(lane, state));
    const observed = await observations.read(prototypes);
    prototypes.dispose();
    const first = state.step - observed.losses.length + 1;
    const trouble = notFinite(observed, first, state.step);
    if (trouble) throw new TroubleError(trouble);
    observed.winners.forEach((winners, i) => {
      this.usage.push(winners, observed.assignments[i]);
    });
    const { K, D } = this;
    const found = collapse(observed.prototypes, K, D, EPSILONS, this.usage.members());
    const { angles, basis } = ringAngles(observed.prototypes, K, D, this.basis);
    this.basis = basis;
    return {
      ...(observed.losses.length > 0 ? { loss: mean(observed.losses) } : {}),
      terms: Object.fromEntries(Object.entries(observed.terms).map(([name, values]) => [name, mean(values)])),
      unique: found.unique.map((count) => count / K),
      dead: found.dead / K,
      used: this.usage.used() / K,
      perplexity: observed.winners.length > 0 || this.usage.used() > 0 ? this.usage.perplexity() : 0,
      usedAndUnique: found.usedAndUnique.map((count) => count / K),
      uniformity: found.uniformity,
      angles,
    };
  }
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** A joint lane whose prototypes are all NaN is in trouble; single dead rows are a finding, not an error. */
function notFinite(observed: Observed, firstStep: number, lastStep: number): Trouble | undefined {
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
  const bad = observed.prototypes.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    return {
      ...told,
      came: `${observed.prototypes[bad]} in the prototypes by step ${lastStep}`,
      step: lastStep,
    };
  return undefined;
}
