import type * as tf from '@tensorflow/tfjs';
import type { PartInfo } from '../base/catalogue.ts';
import type { KnobSet, Values } from '../base/knobs.ts';

/** What an optimiser keeps of one weight between steps. Slots are held by the weight's address, so that a
 *  weight that leaves or joins the loss never takes another's momentum. */
export type Slot = { readonly [name: string]: tf.Tensor | number };

/** This step's settings for one weight. */
export interface Rate {
  readonly lr: number;
  readonly decay: number;
  /** Largest gradient norm; 0 means no clipping. */
  readonly clip: number;
}

export interface Optimizer<S extends KnobSet = KnobSet> extends PartInfo {
  readonly knobs: S;
  /** A weight, its gradient and its slot (undefined at its first update) to the new weight and slot. */
  update(
    weight: tf.Tensor,
    gradient: tf.Tensor,
    slot: Slot | undefined,
    rate: Rate,
    values: Values<S>,
  ): { readonly weight: tf.Tensor; readonly slot: Slot };
}
