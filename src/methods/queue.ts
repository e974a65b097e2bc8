import * as tf from '@tensorflow/tfjs';
import { number } from '../base/knobs.ts';
import { ofRank } from '../math/kernel/rank.ts';
import { sinkhornKnopp } from '../math/losses/sinkhorn.ts';
import type { Memory, MethodState } from './method.ts';

export const queueKnobs = {
  queue_length: number({
    label: 'Queue length',
    default: 0,
    min: 0,
    max: 16384,
    integer: true,
    hint: 'Past embeddings per view that are balanced together with the batch. 0 turns the queue off.',
  }),
  queue_start: number({
    label: 'Queue start',
    default: 0,
    min: 0,
    max: 100000,
    integer: true,
    live: true,
    hint: 'The queue is used from this step on, once it is full.',
  }),
};

/**
 * SwAV's queue (Caron et al. 2020, section 4.2 and main_swav.py): the last L embeddings of either global view before
 * the batch's own, newest first. It is full after L / B steps, and used only then. State: queue [2, n, D].
 */
export const queue: Memory<typeof queueKnobs> = {
  rows: ({ queue_length }) => 2 * queue_length,
  recall: (state, { queue_length, queue_start }, { step }) => {
    const kept = keptIn(state);
    if (!kept || step < queue_start || kept.shape[1] < queue_length) return undefined;
    return tf.reshape(kept, [2 * queue_length, kept.shape[2]]);
  },
  remember: (embeddings, state, { queue_length }) => {
    if (queue_length === 0) return state;
    const [rows, D] = embeddings.shape;
    const fresh: tf.Tensor3D = tf.reshape(embeddings, [2, rows / 2, D]);
    const kept = keptIn(state);
    const all = kept ? tf.concat([fresh, kept], 1) : fresh;
    return { ...state, queue: tf.slice(all, 0, [2, Math.min(queue_length, all.shape[1]), D]) };
  },
};

const keptIn = ({ queue: kept }: MethodState): tf.Tensor3D | undefined => kept && ofRank(kept, 3);

/** Sinkhorn-Knopp assignments [2B, K] of a batch's scores [2B, K]. Either view is balanced together with its own half
 *  of the `kept` scores [2L, K]. */
export function balancedWith(
  kept: tf.Tensor2D,
  scores: tf.Tensor2D,
  epsilon: number,
  iterations: number,
): tf.Tensor2D {
  const [rows, K] = scores.shape;
  const [own, past] = [rows / 2, kept.shape[0] / 2];
  const all = tf.concat([tf.reshape(kept, [2, past, K]), tf.reshape(scores, [2, own, K])], 1);
  const q = sinkhornKnopp(tf.reshape(all, [2 * (past + own), K]), epsilon, iterations, 2);
  return tf.reshape(tf.slice(tf.reshape(q, [2, past + own, K]), [0, past, 0], [2, own, K]), [rows, K]);
}
