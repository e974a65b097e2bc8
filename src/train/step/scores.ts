import type * as tf from '@tensorflow/tfjs';
import { scores as scoresOf } from '../../math/rows/scores.ts';
import { type Lane, PROTOTYPES } from '../lane/lane.ts';
import type { Weights } from '../lane/network.ts';
import type { Banks } from '../lane/state.ts';
import type { Embedded } from './embedding.ts';

/** Prototypes [K, D] that the loss does not move, by the address of their bank; undefined where it does. */
export type Constants = ReadonlyMap<string, tf.Tensor2D | undefined>;

/** Scores of a branch's rows against its prototypes. */
export interface Scores {
  /** The teacher's, [R, K]. */
  readonly teacher: tf.Tensor2D;
  /** The student's, [R, K]. */
  readonly student: tf.Tensor2D;
  /** Both as the network made them, [G R, K]. */
  readonly stacked: tf.Tensor2D;
}

export function constantsOf({ estimator }: Lane, banks: Banks): Constants {
  return new Map(
    Object.entries(banks).map(([address, bank]) => [address, estimator.prototypes(bank.estimator)]),
  );
}

/** Scores embeddings against the prototypes of their branch: constants, or weights of teacher and student each. */
export function score(lane: Lane, { branch, net, z }: Embedded, constants: Constants): Scores {
  const { bank, classifier } = branch;
  const stacked = net.score(bank, z, constants.get(bank), lane.weightNorm, classifier);
  return { teacher: net.teacherRows(stacked), student: net.studentRows(stacked), stacked };
}

/** Scores [n, K] of embeddings [n, D] that a method kept from other steps, against this step's prototypes. */
export function scoreKept(
  lane: Lane,
  kept: tf.Tensor2D,
  constants: Constants,
  teacher: Weights,
): tf.Tensor2D {
  const prototypes = constants.get(PROTOTYPES) ?? teacher(PROTOTYPES);
  return scoresOf(kept, [prototypes], 1, lane.weightNorm);
}
