import type * as tf from '@tensorflow/tfjs';
import type { Equation, PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';
import type { Assignment } from '../math/losses/assignment.ts';
import type { LossTerm } from '../math/losses/loss-term.ts';
import type { InitialWeights } from '../math/update/initial-weights.ts';

/** Where a step stands in its run, and on what scores. `random` is this step's own stream, the same for every lane of a seed. */
export interface Context {
  readonly step: number;
  readonly steps: number;
  readonly random: Random;
  /** True when embeddings have unit length, so that scores are cosines. */
  readonly unit: boolean;
  /** Where the student does not see all patches. */
  readonly mask?: PatchMask;
}

/** Which patches of N images with P each are hidden from the student. */
export interface PatchMask {
  /** 1 where a patch is hidden, [N P]. */
  readonly hidden: tf.Tensor1D;
  /** Weight of each patch's loss, [N P]: hidden / (N · hidden ones of its image). */
  readonly weights: tf.Tensor1D;
  /** Rows of the M hidden patches in rising order, int32 [M], and of each patch its place among them (0 where it is
   *  not hidden), int32 [N P]. */
  readonly rows: tf.Tensor1D;
  readonly places: tf.Tensor1D;
  /** P. */
  readonly patches: number;
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

/** A loss on scores of patches [N P, K], image by image, beside a method's own. `context.mask` is there. */
export interface PatchObjective<S extends KnobSet> {
  /** True where patches go through the head of the views, to the same prototypes. */
  shared(values: Values<S>): boolean;
  targets(teacherScores: tf.Tensor2D, state: MethodState, values: Values<S>, context: Context): tf.Tensor2D;
  loss(studentScores: tf.Tensor2D, targets: tf.Tensor2D, values: Values<S>, context: Context): Loss;
  /** Its own part of the next state. */
  after(teacherScores: tf.Tensor2D, state: MethodState, values: Values<S>): MethodState;
}

/** Teacher embeddings that a method keeps between steps, in its state. */
export interface Memory<S extends KnobSet = KnobSet> {
  /** At most so many. */
  rows(values: Values<S>): number;
  /** Those that `targets` wants scored by this step's prototypes, [n, D]; undefined while it wants none. */
  recall(state: MethodState, values: Values<S>, context: Context): tf.Tensor2D | undefined;
  /** The state that `after` left, with this step's embeddings [2B, D] in it. */
  remember(embeddings: tf.Tensor2D, state: MethodState, values: Values<S>): MethodState;
}

/**
 * One paper: `targets` (teacher side, off the tape), `loss` (student side), `after` (centres), `memory` (queues).
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
  /** Where it keeps embeddings. */
  readonly memory?: Memory<S>;
  /** `kept`: teacher scores of what `memory` recalls, [n, K]. */
  targets(
    teacherScores: tf.Tensor2D,
    state: MethodState,
    values: Values<S>,
    context: Context,
    kept?: tf.Tensor2D,
  ): Targets;
  loss(studentScores: tf.Tensor2D, targets: Targets, values: Values<S>, context: Context): Loss;
  after(teacherScores: tf.Tensor2D, state: MethodState, values: Values<S>): MethodState;
  /** What the scores above are of; views unless it says patches. */
  readonly rows?: 'patches';
  /** Where prototypes are not the loss's to move, the student scores with a classifier of its own. */
  readonly classifies?: true;
  /** Hides patches of `images` images from the student. */
  mask?(random: Random, images: number, patches: number, values: Values<S>): PatchMask;
  /** Where the student does not see hidden patches at all: blocks of the predictor that says what stands there. */
  predictorBlocks?(values: Values<S>): number;
  /** A second loss, on patches. */
  readonly patches?: PatchObjective<S>;
  /** Its loss takes more student views than the teacher's two: local ones, behind them. */
  readonly multiCrop?: true;
  /** A term on the student's features of the views [2B, F]; undefined when it is off. */
  onFeatures?(features: tf.Tensor2D, values: Values<S>): LossTerm | undefined;
}
