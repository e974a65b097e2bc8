import type * as tf from '@tensorflow/tfjs';
import type { PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';
import type { Gradients } from '../math/update/gradients.ts';
import type { Layout } from '../math/update/pack.ts';
import type { Rate } from '../math/update/segments.ts';

/** All that one update needs beside the pack. */
interface Update {
  readonly gradients: Gradients;
  readonly layout: Layout;
  /** The segment of each run of 64 floats, by `blocksOf(layout)`. */
  readonly blocks: tf.Tensor1D;
  /** One for each segment. */
  readonly rates: readonly Rate[];
  /** Largest gradient norm of a segment; 0 switches clipping off. */
  readonly clip: number;
  /** Updates so far, with this one. */
  readonly count: number;
  /** EMA momentum of the teacher, which follows in the same kernel. */
  readonly momentum: number;
}

/** Moves the student by its gradients. */
export interface Optimizer<S extends KnobSet = KnobSet> extends PartInfo {
  readonly knobs: S;
  /** The next pack [4, N], in which the student has moved and the teacher followed. */
  update(pack: tf.Tensor2D, update: Update, values: Values<S>): tf.Tensor2D;
}
