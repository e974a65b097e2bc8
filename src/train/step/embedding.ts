import type * as tf from '@tensorflow/tfjs';
import { observeWhitening, type Whitening } from '../../math/estimators/whitening.ts';
import { rowsOf } from '../../math/update/pack.ts';
import type { Branch, Features, Lane } from '../lane/lane.ts';
import type { TrainingNetwork } from '../lane/network.ts';
import type { State } from '../lane/state.ts';

/** A branch's rows as they meet its prototypes, teacher and student stacked. */
export interface Embedded {
  readonly branch: Branch;
  readonly whitening: Whitening | undefined;
  /** [G rows, D], and the teacher's part. */
  readonly z: tf.Tensor2D;
  readonly seenByTeacher: tf.Tensor2D;
}

/** Head outputs [.., D] as they meet the prototypes: whitened, at unit length, or neither. */
export function scaled(
  lane: Lane,
  net: TrainingNetwork,
  outputs: tf.Tensor2D,
  whitening: Whitening | undefined,
): tf.Tensor2D {
  const embeddings = whitening ? net.whiten(outputs, whitening) : outputs;
  return lane.unit ? net.unit(embeddings) : embeddings;
}

/** Features of a step's images to the embeddings of every branch; branches that share a bank are whitened alike. */
export function embedStep(lane: Lane, state: State, net: TrainingNetwork, features: Features): Embedded[] {
  const found: Embedded[] = [];
  for (const branch of lane.branches) {
    const outputs = lane.embed(branch, net, features[branch.rows] as tf.Tensor2D); // [G rows, D]
    const rows = outputs.shape[0] / net.groups;
    const known = found.find((other) => other.branch.bank === branch.bank)?.whitening;
    const old = state.banks[branch.bank]?.whitening;
    const whitening = known ?? (old && observeWhitening(rowsOf(outputs, 0, rows), old, state.step));
    const z = scaled(lane, net, outputs, whitening);
    found.push({ branch, whitening, z, seenByTeacher: rowsOf(z, 0, rows) });
  }
  return found;
}
