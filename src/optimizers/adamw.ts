import * as tf from '@tensorflow/tfjs';
import { number } from '../base/knobs.ts';
import { adamwUpdate } from '../math/adamw.ts';
import type { Optimizer } from './optimizer.ts';

const knobs = {
  beta1: number({
    label: 'AdamW β₁',
    default: 0.9,
    min: 0,
    max: 0.999,
    live: true,
    hint: 'Averaging of the gradient; higher is smoother and slower.',
  }),
  beta2: number({
    label: 'AdamW β₂',
    default: 0.999,
    min: 0.5,
    max: 0.99999,
    live: true,
    hint: 'Averaging of the squared gradient that scales each weight’s move.',
  }),
};

const EPS = 1e-8;

/** AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101): what DINO, DINOv2 and this playground train with. */
export const adamw: Optimizer<typeof knobs> = {
  id: 'adamw',
  title: 'AdamW',
  summary: 'Adam with decoupled weight decay.',
  papers: [
    {
      authors: 'Loshchilov & Hutter',
      year: 2019,
      title: 'Decoupled Weight Decay Regularization',
      arxiv: '1711.05101',
    },
  ],
  knobs,
  update: (weight, gradient, slot, rate, { beta1, beta2 }) => {
    const count = ((slot?.count as number | undefined) ?? 0) + 1;
    const m = (slot?.m as tf.Tensor | undefined) ?? tf.zerosLike(weight);
    const v = (slot?.v as tf.Tensor | undefined) ?? tf.zerosLike(weight);
    const [next, mean, square] = adamwUpdate(weight, m, v, gradient, {
      ...rate,
      beta1,
      beta2,
      eps: EPS,
      count,
    });
    return { weight: next, slot: { m: mean, v: square, count } };
  },
};
