import { number } from '../base/knobs.ts';
import { adamwStep } from '../math/update/adamw.ts';
import type { Optimizer } from './optimizer.ts';

const knobs = {
  beta1: number({
    label: 'AdamW β₁',
    default: 0.9,
    min: 0,
    max: 0.999,
    live: true,
    hint: 'Averages the gradient. Higher is smoother and slower.',
  }),
  beta2: number({
    label: 'AdamW β₂',
    default: 0.999,
    min: 0.5,
    max: 0.99999,
    live: true,
    hint: 'Averages the squared gradient, which scales each weight’s update.',
  }),
};

const EPS = 1e-8;

/** AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101), the default here as in DINO and DINOv2. */
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
  update: (pack, { gradients, layout, blocks, rates, clip, count, momentum }, { beta1, beta2 }) =>
    adamwStep(pack, gradients, layout, blocks, rates, { beta1, beta2, eps: EPS, clip, count, momentum }),
};
