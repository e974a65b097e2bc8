import * as tf from '@tensorflow/tfjs';
import { USAGE_WINDOW } from '../../base/usage-window.ts';
import { freeObservation, type Observation, sumOf } from '../step/observation.ts';

/** Observations of the steps since the last report, read back. */
export interface Observed {
  /** One a step, in order. */
  readonly losses: number[];
  readonly terms: Readonly<Record<string, number[]>>;
  /** Prototypes [2B], and mean assignments [K], of as many last steps as the usage window holds. */
  readonly winners: Int32Array[];
  readonly assignments: Float32Array[];
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
    const old = this.held[this.held.length - 1 - USAGE_WINDOW];
    if (old) tf.dispose([old.winners, old.assignment]);
  }

  /** Reads back all that is held, and `tensors` with it, in one transfer. Frees what was held. */
  async read(tensors: readonly tf.Tensor[]): Promise<Observed> {
    const held = this.held;
    this.held = [];
    const names = held.length > 0 ? Object.keys(held[0].terms) : [];
    const first = Math.max(0, held.length - USAGE_WINDOW);
    const last = held.slice(-1).map(({ embeddings }) => embeddings);
    const packed = tf.tidy(() =>
      tf.concat1d([
        ...[...tensors, ...last].map(flat),
        ...held.flatMap((seen, i) => [
          ...names.map((name) => flat(seen.terms[name])),
          ...(i < first ? [] : [tf.cast(seen.winners, 'float32'), seen.assignment]),
        ]),
      ]),
    );
    const values = await packed.data<'float32'>();
    packed.dispose();
    let at = 0;
    const take = (count: number) => {
      at += count;
      return values.subarray(at - count, at);
    };
    const observed: Observed = {
      losses: [],
      terms: Object.fromEntries(names.map((name) => [name, []])),
      winners: [],
      assignments: [],
      values: tensors.map((tensor) => take(tensor.size).slice()),
      embeddings: last[0] ? take(last[0].size).slice() : new Float32Array(0),
    };
    for (const [i, seen] of held.entries()) {
      const terms = names.map((name) => sumOf(take(seen.terms[name].size)));
      names.forEach((name, at) => void observed.terms[name].push(terms[at]));
      observed.losses.push(sumOf(terms));
      if (i < first) continue;
      observed.winners.push(Int32Array.from(take(seen.winners.size)));
      observed.assignments.push(take(seen.assignment.size));
    }
    held.forEach(freeObservation);
    return observed;
  }

  dispose(): void {
    this.held.forEach(freeObservation);
    this.held = [];
  }
}

const flat = (x: tf.Tensor): tf.Tensor1D => tf.reshape(x, [x.size]);
