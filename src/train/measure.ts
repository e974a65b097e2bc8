import * as tf from '@tensorflow/tfjs';
import { type Trouble, TroubleError } from '../base/errors.ts';
import { EPSILONS, type Measure } from '../base/messages.ts';
import { normaliseRows } from '../math/sphere.ts';
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
    const tensors = tf.tidy(() => gramsOf(prototypesOf(lane, state)));
    const observed = await observations.read(tensors);
    tf.dispose(tensors);
    const [prototypes, moment, cosines] = observed.values;
    const first = state.step - observed.losses.length + 1;
    const trouble = notFinite(observed, prototypes, first, state.step);
    if (trouble) throw new TroubleError(trouble);
    observed.winners.forEach((winners, i) => {
      this.usage.push(winners, observed.assignments[i]);
    });
    const { K, D } = this;
    const found = collapse(prototypes, K, D, EPSILONS, this.usage.members(), cosines);
    const { angles, basis } = ringAngles(prototypes, K, D, this.basis, moment);
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

/** Up to this K all cosines are read back with the prototypes: 4 MB. */
const READ_COSINES = 1024;

/** The prototypes [K, D] with what the device computes faster than the metrics: Σ x xᵀ [D, D] of their unit rows
 *  and, for small K, all cosines [K, K]. */
function gramsOf(prototypes: tf.Tensor2D): tf.Tensor[] {
  const units = normaliseRows(prototypes);
  const moment = tf.matMul(units, units, true, false);
  if (prototypes.shape[0] > READ_COSINES) return [prototypes, moment];
  return [prototypes, moment, tf.matMul(units, units, false, true)];
}

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** A joint lane whose prototypes are all NaN is in trouble; single dead rows are a finding, not an error. */
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
