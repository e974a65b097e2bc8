import * as tf from '@tensorflow/tfjs';

/** Device tensors that a step leaves for reports, read back only when one is due. */
export type Observation = {
  /** The terms of the loss, each the sum of a tensor's values. They add up to the loss. */
  readonly terms: { readonly [name: string]: tf.Tensor };
  /** Prototype of each teacher view, int32 [2B]. */
  readonly winners: tf.Tensor1D;
  /** Mean teacher assignment [K]. */
  readonly assignment: tf.Tensor1D;
  /** Teacher embeddings of some views, as they met the prototypes, [n, D]. */
  readonly embeddings: tf.Tensor2D;
};

/** The sum of a term's values. */
export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** Reads the loss of a step back, which waits for the device. */
export async function lossOf({ terms }: Observation): Promise<number> {
  const values = await Promise.all(Object.values(terms).map((term) => term.data()));
  return sumOf(values.map((term) => sumOf(term)));
}

/** Disposes of a step's tensors. */
export function freeObservation({ terms, winners, assignment, embeddings }: Observation): void {
  tf.dispose([...Object.values(terms), winners, assignment, embeddings]);
}
