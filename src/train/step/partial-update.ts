import * as tf from '@tensorflow/tfjs';
import type { Lane } from '../lane/lane.ts';
import type { RunUpdate } from '../lane/run-knobs.ts';
import type { Banks, State } from '../lane/state.ts';

/**
 * The state after a step of which one half counts. `after` stays whole, or it gets back from `before` either its
 * prototypes (encoder alone) or all but them (prototypes alone). Moments and the teacher's copy of joint prototypes
 * count as prototypes, and whitening statistics as the encoder. Centres and queues always go on. Call inside tf.tidy.
 */
export function halfOf(update: RunUpdate, lane: Lane, before: State, after: State): State {
  if (update === 'both') return after;
  const encoder = update === 'encoder';
  const banks: Banks = Object.fromEntries(
    Object.entries(after.banks).map(([address, bank]) => {
      const [learner, whitener] = encoder ? [before.banks[address], bank] : [bank, before.banks[address]];
      const whitening = whitener?.whitening;
      return [address, { estimator: (learner ?? bank).estimator, ...(whitening ? { whitening } : {}) }];
    }),
  );
  const cut = prototypesAt(lane, after.banks);
  const [first, second] = encoder ? [after, before] : [before, after];
  return { ...after, banks, pack: joined(first.pack, second.pack, cut) };
}

/** The first column of learned prototypes, which a layout has last. */
function prototypesAt({ layout }: Lane, banks: Banks): number {
  const offsets = layout.segments.flatMap(({ address, offset }) => (address in banks ? [offset] : []));
  return Math.min(layout.length, ...offsets);
}

/** The first `cut` columns of one pack [4, N] and the rest of the other. */
function joined(first: tf.Tensor2D, second: tf.Tensor2D, cut: number): tf.Tensor2D {
  const [rows, columns] = first.shape;
  if (cut === columns) return first;
  const head = tf.slice(first, [0, 0], [rows, cut]);
  return tf.concat2d([head, tf.slice(second, [0, cut], [rows, columns - cut])], 1);
}
