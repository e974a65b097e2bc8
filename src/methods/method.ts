import type * as tf from '@tensorflow/tfjs';
import type { Equation, PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';
import type { Assignment } from '../math/assignment.ts';
import type { InitialWeights } from '../math/weights.ts';

/** Where a step stands in its run, and on what scores. `random` is this step's own stream, the same for every lane of a seed. */
export interface Context {
  readonly step: number;
  readonly steps: number;
  readonly random: Random;
  /** True when embeddings have unit length, so that scores are cosines. */
  readonly unit: boolean;
}

/** Tensors a method keeps between steps, such as DINO's centre. */
export type MethodState = Readonly<Record<string, tf.Tensor>>;

/** What the loss needs of the teacher: constants, off the tape. */
export interface Targets {
  /** Teacher side as the loss reads it, [rows, K]. */
  readonly values: tf.Tensor2D;
  /** The teacher's assignment of its views to all K prototypes: for the usage metrics only. */
  readonly assignment: Assignment;
  /** Prototype order of this step, where the method partitions them. */
  readonly order?: Int32Array;
}

/** A mean over the batch. */
export interface Loss {
  /** Its terms by their name in the paper, each the sum of a tensor's values; they add up to the loss. */
  readonly terms: Readonly<Record<string, tf.Tensor>>;
  /** Its gradient to the student's scores, [rows, K]. */
  readonly slope: tf.Tensor2D;
}

/**
 * One paper: `targets` (teacher side, off the tape), `loss` (student side), `after` (centres, queues).
 * Scores are [rows, K], crop-major. A method never sees labels, backends or estimators.
 */
export interface Method<S extends KnobSet = KnobSet> extends PartInfo {
  readonly equations: readonly Equation[];
  readonly knobs: S;
  /** 'ema': targets come from the moving average of the student. 'student': from the student itself. */
  readonly teacher: 'ema' | 'student';
  /** Whether embeddings have unit length before scoring when `head.embedding` is auto. */
  readonly embedding: 'raw' | 'unit';
  /** 'forward': prototypes are normalised wherever they score (weight norm). 'after': normalised after each
   *  update, as SwAV does. */
  readonly normalisation: 'forward' | 'after';
  /** How weights start when `initial_weights` is auto. */
  readonly initialWeights: InitialWeights;
  /** Number of classes of its softmax: ln of it is the loss of uniform targets. */
  classes(K: number, values: Values<S>): number;
  /** The config key and requirement of a setting that K does not allow; undefined when all is well. */
  refuses(K: number, values: Values<S>): { knob: string; came: string; wanted: string } | undefined;
  start(K: number): MethodState;
  targets(teacherScores: tf.Tensor2D, state: MethodState, values: Values<S>, context: Context): Targets;
  loss(studentScores: tf.Tensor2D, targets: Targets, values: Values<S>, context: Context): Loss;
  after(teacherScores: tf.Tensor2D, state: MethodState, values: Values<S>): MethodState;
}
