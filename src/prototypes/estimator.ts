import type * as tf from '@tensorflow/tfjs';
import type { Equation, PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';
import type { Random } from '../base/random.ts';
import type { OutputNorm } from '../math/layers/network.ts';
import type { LossTerm } from '../math/losses/loss-term.ts';

/** Tensors an estimator keeps between steps, by name. */
export type EstimatorState = Readonly<Record<string, tf.Tensor>>;

/** What embeddings are, beside themselves. */
export interface EstimatorContext {
  /** This step's own stream. */
  readonly random: Random;
  /** Rows of an image, one for each place in it; 1 where rows are not all of places. */
  readonly positions: number;
}

/**
 * How prototypes move. Two things make the whole difference between joint and decoupled: what the method's
 * loss may move (`learned`), and what the prototypes learn from teacher embeddings outside of it (`observe`,
 * update (i) of Arteaga et al. 2026).
 */
export interface PrototypeEstimator<S extends KnobSet = KnobSet> extends PartInfo {
  readonly equations: readonly Equation[];
  readonly knobs: S;
  /** True: the prototypes are weights of the network, moved by the method's loss. */
  readonly learned: boolean;
  /** What `head.output_norm` and `head.embedding` mean by "auto" here; 'method' leaves it to the method. */
  readonly outputNorm: OutputNorm;
  readonly embedding: 'method' | 'unit';
  /** State from initial unit rows [K, D], for steps of `rows` embeddings. A learned estimator keeps none. */
  start(initial: tf.Tensor2D, values: Values<S>, rows: number): EstimatorState;
  /** Moves the prototypes by unit teacher embeddings [n, D], outside the loss. Where prototypes do
   *  not learn so, there is none. */
  observe?(
    embeddings: tf.Tensor2D,
    state: EstimatorState,
    values: Values<S>,
    observed: EstimatorContext,
  ): EstimatorState;
  /** A term of the loss on learned prototypes [K, D] alone, with its gradient; undefined when it is off. */
  regularise?(prototypes: tf.Tensor2D, values: Values<S>): LossTerm | undefined;
  /** Prototypes [K, D] as they score, from the state; undefined when learned (they are the network's weight then). */
  prototypes(state: EstimatorState): tf.Tensor2D | undefined;
}
