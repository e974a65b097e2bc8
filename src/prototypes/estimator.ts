import type * as tf from '@tensorflow/tfjs';
import type { Equation, PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';
import type { OutputNorm } from '../math/layers/network.ts';
import type { LossTerm } from '../math/losses/loss-term.ts';

/** Tensors an estimator keeps between steps, by name. */
export type EstimatorState = Readonly<Record<string, tf.Tensor>>;

/** The circumstances in which an estimator observes embeddings. */
interface EstimatorContext {
  /** This step's own stream. */
  readonly random: Random;
  /** Rows of each image if all rows are patches, else 1. */
  readonly positions: number;
}

/**
 * The way prototypes move. Joint and decoupled prototypes differ in two things alone: whether the method's loss moves
 * them (`learned`), and whether they learn from teacher embeddings outside it (`observe`, update (i) of Arteaga et
 * al. 2026).
 */
export interface PrototypeEstimator<S extends KnobSet = KnobSet> extends PartInfo {
  readonly equations: readonly Equation[];
  readonly knobs: S;
  /** True: the prototypes are weights of the network, which the method's loss moves. */
  readonly learned: boolean;
  /** The norm behind the head, if `head.output_norm` is auto. */
  readonly outputNorm: OutputNorm;
  /** The length of embeddings if `head.embedding` is auto: as the method has it, or one. */
  readonly embedding: 'method' | 'unit';
  /** The first state, from unit rows [K, D], for steps of `rows` embeddings. A learned estimator keeps none. */
  start(initial: tf.Tensor2D, values: Values<S>, rows: number): EstimatorState;
  /** Moves the prototypes by unit teacher embeddings [n, D], outside the loss. */
  observe?(
    embeddings: tf.Tensor2D,
    state: EstimatorState,
    values: Values<S>,
    observed: EstimatorContext,
  ): EstimatorState;
  /** A loss on learned prototypes [K, D] alone, with its gradient; undefined if it is off. */
  regularise?(prototypes: tf.Tensor2D, values: Values<S>): LossTerm | undefined;
  /** The state's prototypes [K, D] as they score; undefined for a learned estimator, whose prototypes are weights. */
  prototypes(state: EstimatorState): tf.Tensor2D | undefined;
}
