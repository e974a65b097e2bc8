import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { Gradients } from './gradients.ts';
import { type Layout, SECTIONS } from './pack.ts';
import {
  clipped,
  type Rate,
  RUNNING_MOMENTUM,
  ratesOfRuns,
  rateTable,
  runsOf,
  segmentNorms,
} from './segments.ts';

export interface MomentumSettings {
  /** Heavy-ball momentum. */
  readonly beta: number;
  /** LARS' trust coefficient. 0 gives plain SGD. */
  readonly trust: number;
  /** Largest L2 norm of a segment's gradient. 0 turns clipping off. */
  readonly clip: number;
  /** The teacher's momentum, as in AdamWSettings. */
  readonly momentum: number;
}

/**
 * One step of SGD with momentum, or of LARS (You et al. 2017, arXiv 1708.03888, in the form of DINO's utils.LARS), on
 * all weights, and of the teacher that follows, from pack [4, N] to a new pack. The pack's section v stays zero.
 * Running statistics follow as in adamwStep.
 *   g ← g min(1, clip/|g|) + decay p;  LARS, on matrices only: g ← g trust |p| / |g|;
 *   m ← β m + g;  p ← p - lr m;  t ← momentum t + (1 - momentum) p.
 */
export function momentumStep(
  pack: tf.Tensor2D,
  { values: gradients }: Gradients,
  layout: Layout,
  blocks: tf.Tensor1D,
  rates: readonly Rate[],
  settings: MomentumSettings,
): tf.Tensor2D {
  const inputs = { pack, gradients, blocks, rates: rateTable(layout, rates) };
  return momentumKernel(inputs, settings)[0];
}

const momentumKernel = defineKernel<
  {
    readonly pack: tf.Tensor2D;
    readonly gradients: tf.Tensor1D;
    readonly blocks: tf.Tensor1D;
    readonly rates: tf.Tensor2D;
  },
  MomentumSettings,
  [pack: tf.Tensor2D]
>('MomentumFollow', {
  composed: ({ pack, gradients, blocks, rates }, { beta, trust, clip, momentum }) => {
    const segments = rates.shape[0];
    const section = (at: number) => runsOf(tf.slice(pack, [at, 0], [1, -1]), blocks);
    const [p, m, t] = [section(SECTIONS.student), section(SECTIONS.m), section(SECTIONS.teacher)];
    const [lr, decay, running, matrix] = ratesOfRuns(rates, blocks);
    const learning = tf.sub(1, running);
    const statistic = runsOf(gradients, blocks);
    const gradient = clipped(tf.mul(statistic, learning), blocks, segments, clip);
    let g: tf.Tensor2D = tf.add(gradient, tf.mul(decay, tf.mul(p, learning)));
    if (trust > 0) {
      const weight = segmentNorms(p, blocks, segments);
      const update = segmentNorms(g, blocks, segments);
      const known = tf.cast(tf.logicalAnd(tf.greater(weight, 0), tf.greater(update, 0)), 'float32');
      const ratio = tf.div(tf.mul(trust, weight), tf.maximum(update, 1e-30));
      const adapts = tf.mul(known, matrix);
      g = tf.mul(g, tf.add(tf.mul(adapts, ratio), tf.sub(1, adapts)));
    }
    const mean = tf.add(tf.mul(m, beta), g);
    const learned = tf.sub(p, tf.mul(lr, mean));
    const mixed = tf.add(tf.mul(p, 1 - RUNNING_MOMENTUM), tf.mul(statistic, RUNNING_MOMENTUM));
    const student = tf.add(tf.mul(learned, learning), tf.mul(mixed, running));
    const followed = tf.add(tf.mul(t, momentum), tf.mul(student, 1 - momentum));
    const teacher = tf.add(tf.mul(followed, learning), tf.mul(mixed, running));
    return [tf.reshape(tf.stack([student, mean, tf.zerosLike(mean), teacher]), pack.shape)];
  },
});
