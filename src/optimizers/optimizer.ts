import type * as tf from '@tensorflow/tfjs';
import type { PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';
import type { Gradients } from '../math/update/gradients.ts';
import type { Layout } from '../math/update/pack.ts';
import type { Rate } from '../math/update/segments.ts';

/** What one update needs beside the pack. */
export interface Update {
  readonly gradients: Gradients;
  readonly layout: Layout;
  /** From blocksOf(layout). */
  readonly blocks: tf.Tensor1D;
  /** One for each segment. */
  readonly rates: readonly Rate[];
  /** Largest gradient norm of a segment; 0 means no clipping. */
  readonly clip: number;
  /** Updates so far including this one. */
  readonly count: number;
  /** EMA momentum of the teacher that follows in the same kernel. */
  readonly momentum: number;
}

export interface Optimizer<S extends KnobSet = KnobSet> extends PartInfo {
  readonly knobs: S;
  /** A new pack [4, N]: the student moved, the teacher after it. */
  update(pack: tf.Tensor2D, update: Update, values: Values<S>): tf.Tensor2D;
}
