import * as tf from '@tensorflow/tfjs';
import type { Assignment } from '../../math/losses/assignment.ts';

/** Device tensors that a step leaves for reports, read back only when one is due. */
export type Observation = {
  /** The terms of the loss, each the sum of a tensor's values. They add up to the loss. */
  readonly terms: { readonly [name: string]: tf.Tensor };
  /** Choices of the teacher's rows: [2B] views, or [2B P] patches in a method of patches. */
  readonly assignment: Assignment;
  /** The prototype with the largest raw score of each teacher patch, int32 [2B P], where a method compares patches
   *  beside its views. */
  readonly patchWinners?: tf.Tensor1D;
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
export function freeObservation({ terms, assignment, patchWinners, embeddings }: Observation): void {
  const { winners, balanced, mean } = assignment;
  tf.dispose([...Object.values(terms), winners, balanced, mean, embeddings]);
  patchWinners?.dispose();
}
