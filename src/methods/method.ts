import type * as tf from '@tensorflow/tfjs';
import type { Equation, PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';
import type { Assignment } from '../math/losses/assignment.ts';
import type { LossTerm } from '../math/losses/loss-term.ts';
import type { InitialWeights } from '../math/update/initial-weights.ts';

/** The circumstances of a step. */
export interface Context {
  readonly step: number;
  readonly steps: number;
  /** This step's own stream, the same for every lane of a seed. */
  readonly random: Random;
  /** True if embeddings have unit length, so that scores are cosines. */
  readonly unit: boolean;
  /** For methods that mask patches. */
  readonly mask?: PatchMask;
}

/** The patches of N images with P each that the student does not see. */
export interface PatchMask {
  /** 1 where a patch is masked, [N P]. */
  readonly hidden: tf.Tensor1D;
  /** Weight of each patch in the loss, [N P]: 1 / (N · masked patches of its image), or 0 if it is visible. */
  readonly weights: tf.Tensor1D;
  /** Rows of the M masked patches in rising order, int32 [M]. */
  readonly rows: tf.Tensor1D;
  /** The place of each patch among those rows, 0 if it is visible, int32 [N P]. */
  readonly places: tf.Tensor1D;
  /** P. */
  readonly patches: number;
}

/** Tensors a method keeps between steps, such as DINO's centre. */
export type MethodState = Readonly<Record<string, tf.Tensor>>;

/** The teacher's part of the loss. No gradient flows into it. */
export interface Targets {
  /** As the loss reads them, [rows, K]. */
  readonly values: tf.Tensor2D;
  /** The choice of the teacher's views among all K prototypes, from which usage is measured. */
  readonly assignment: Assignment;
  /** This step's order of the prototypes, if the method partitions them. */
  readonly order?: Int32Array;
}

/** A loss, as a mean over the batch. */
export interface Loss {
  /** Its terms by their name in the paper, each the sum of a tensor's values. They add up to the loss. */
  readonly terms: Readonly<Record<string, tf.Tensor>>;
  /** The gradient of the loss to the student's scores, [rows, K]. */
  readonly slope: tf.Tensor2D;
}

/** A loss on scores of patches [N P, K], image by image, beside the one on views. `context` has a mask. */
export interface PatchObjective<S extends KnobSet> {
  /** True if patches share the head and the prototypes of the views. */
  shared(values: Values<S>): boolean;
  targets(teacherScores: tf.Tensor2D, state: MethodState, values: Values<S>, context: Context): tf.Tensor2D;
  loss(studentScores: tf.Tensor2D, targets: tf.Tensor2D, values: Values<S>, context: Context): Loss;
  /** The patches' part of the method's next state. */
  after(teacherScores: tf.Tensor2D, state: MethodState, values: Values<S>): MethodState;
}

/** Teacher embeddings that a method keeps between steps, in its state. */
export interface Memory<S extends KnobSet = KnobSet> {
  /** The most that it keeps. */
  rows(values: Values<S>): number;
  /** Embeddings [n, D] that `targets` wants scored by this step's prototypes; undefined while it wants none. */
  recall(state: MethodState, values: Values<S>, context: Context): tf.Tensor2D | undefined;
  /** The state that `after` returned, with this step's embeddings [2B, D] added. */
  remember(embeddings: tf.Tensor2D, state: MethodState, values: Values<S>): MethodState;
}

/**
 * A method of one paper. A step calls `targets` for the teacher, `loss` for the student, and `after` last. Scores are
 * [rows, K], crop-major. A method never sees labels, backends or estimators.
 */
export interface Method<S extends KnobSet = KnobSet> extends PartInfo {
  readonly equations: readonly Equation[];
  readonly knobs: S;
  /** Targets come from a moving average of the student (`ema`), or from the student itself. */
  readonly teacher: 'ema' | 'student';
  /** Embeddings score raw or at unit length, if `head.embedding` is auto. */
  readonly embedding: 'raw' | 'unit';
  /** Learned prototypes are normalised wherever they score (`forward`, weight norm), or after each update as in
   *  SwAV. */
  readonly normalisation: 'forward' | 'after';
  /** The distribution that weights start from, if `initial_weights` is auto. */
  readonly initialWeights: InitialWeights;
  /** Number of classes of its softmax. Its logarithm is the loss of uniform targets. */
  classes(K: number, values: Values<S>): number;
  /** The state before the first step. */
  start(K: number): MethodState;
  /** For methods that keep embeddings between steps. */
  readonly memory?: Memory<S>;
  /** Targets of teacher scores, off the tape. `kept` are teacher scores [n, K] of what `memory` recalls. */
  targets(
    teacherScores: tf.Tensor2D,
    state: MethodState,
    values: Values<S>,
    context: Context,
    kept?: tf.Tensor2D,
  ): Targets;
  /** The loss of student scores, with its gradient. */
  loss(studentScores: tf.Tensor2D, targets: Targets, values: Values<S>, context: Context): Loss;
  /** The next state, such as a centre that follows the teacher's scores. */
  after(teacherScores: tf.Tensor2D, state: MethodState, values: Values<S>): MethodState;
  /** For methods whose scores are of patches, not of views. */
  readonly rows?: 'patches';
  /** True: the student scores with a classifier of its own unless the loss moves the prototypes. */
  readonly classifies?: true;
  /** Draws a mask for `images` images with `patches` patches each. */
  mask?(random: Random, images: number, patches: number, values: Values<S>): PatchMask;
  /** Blocks of the predictor, for a student that predicts masked patches instead of seeing mask tokens. */
  predictorBlocks?(values: Values<S>): number;
  /** A second loss, on patches. */
  readonly patches?: PatchObjective<S>;
  /** True: its loss takes local views of the student behind the two global ones. */
  readonly multiCrop?: true;
  /** A term on the student's features [2B, F] of the views; undefined if it is off. */
  onFeatures?(features: tf.Tensor2D, values: Values<S>): LossTerm | undefined;
}
