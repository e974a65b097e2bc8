import * as tf from '@tensorflow/tfjs';
import { windowSteps } from '../../base/usage-window.ts';
import { freeObservation, type Observation, sumOf } from '../step/observation.ts';

/** Choices of the teacher's rows in one step. */
interface ObservedStep {
  /** Winners of raw scores, [2B] views or [2B P] patches. */
  readonly winners: Int32Array;
  /** Winners of raw scores among patches, [2B P], where a method compares them beside its views. */
  readonly patchWinners?: Int32Array;
  /** Winners after balancing or centring, and the mean assignment [K], of as many last steps as the usage window
   *  holds. */
  readonly targets?: { readonly winners: Int32Array; readonly mean: Float32Array };
}

/** Observations of the steps since the last report, read back. */
export interface Observed {
  /** One a step, in order. */
  readonly losses: number[];
  readonly terms: Readonly<Record<string, number[]>>;
  readonly steps: readonly ObservedStep[];
  /** Embeddings [n, D] of the last step; empty before the first. */
  readonly embeddings: Float32Array;
  /** Values of the tensors that were read with them. */
  readonly values: readonly Float32Array[];
}

/** Device tensors of steps, held until a report is due and then read back at once. */
export class Observations {
  private held: Observation[] = [];

  /** Takes over a step's tensors. */
  push(seen: Observation): void {
    // only the last step's embeddings are drawn
    const before = this.held.at(-1);
    if (before) tf.dispose(before.embeddings);
    this.held.push(seen);
    // the usage window would forget these again, and each has K numbers
    const old = this.held[this.held.length - 1 - windowOf(seen)];
    if (old) tf.dispose([old.assignment.balanced, old.assignment.mean]);
  }

  /** Reads back all that is held, and `tensors` with it, in one transfer. Frees what was held. */
  async read(tensors: readonly tf.Tensor[]): Promise<Observed> {
    const held = this.held;
    this.held = [];
    const names = held.length > 0 ? Object.keys(held[0].terms) : [];
    const last = held.slice(-1);
    const first = Math.max(0, ...last.map((seen) => held.length - windowOf(seen)));
    const packed = tf.tidy(() =>
      tf.concat1d([
        ...[...tensors, ...last.map(({ embeddings }) => embeddings)].map(flat),
        ...held.flatMap(({ terms, assignment, patchWinners }, i) => [
          ...names.map((name) => flat(terms[name])),
          floats(assignment.winners),
          ...(patchWinners ? [floats(patchWinners)] : []),
          ...(i < first ? [] : [floats(assignment.balanced), assignment.mean]),
        ]),
      ]),
    );
    const values = await packed.data<'float32'>();
    packed.dispose();
    let at = 0;
    const take = ({ size }: tf.Tensor) => {
      at += size;
      return values.subarray(at - size, at);
    };
    const wholes = (tensor: tf.Tensor) => Int32Array.from(take(tensor));
    const losses: number[] = [];
    const terms: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
    const along = tensors.map((tensor) => take(tensor).slice());
    const [embeddings = new Float32Array(0)] = last.map((seen) => take(seen.embeddings).slice());
    const steps = held.map((seen, i): ObservedStep => {
      const own = names.map((name) => sumOf(take(seen.terms[name])));
      names.forEach((name, n) => void terms[name].push(own[n]));
      losses.push(sumOf(own));
      const { winners, balanced, mean } = seen.assignment;
      return {
        winners: wholes(winners),
        ...(seen.patchWinners && { patchWinners: wholes(seen.patchWinners) }),
        ...(i >= first && { targets: { winners: wholes(balanced), mean: take(mean) } }),
      };
    });
    held.forEach(freeObservation);
    return { losses, terms, steps, embeddings, values: along };
  }

  dispose(): void {
    this.held.forEach(freeObservation);
    this.held = [];
  }
}

/** Steps of such rows that the usage window holds. */
const windowOf = ({ assignment }: Observation) => windowSteps(assignment.winners.size);

const flat = (x: tf.Tensor): tf.Tensor1D => tf.reshape(x, [x.size]);
const floats = (x: tf.Tensor1D): tf.Tensor1D => tf.cast(x, 'float32');
