import { number } from '../base/knobs.ts';
import { momentumStep } from '../math/update/momentum.ts';
import type { Optimizer } from './optimizer.ts';

const knobs = {
  momentum: number({
    label: 'LARS momentum',
    default: 0.9,
    min: 0,
    max: 0.999,
    live: true,
    hint: 'Heavy-ball averaging of the scaled gradient.',
  }),
  trust_coefficient: number({
    label: 'LARS trust',
    default: 0.001,
    min: 0.00001,
    max: 0.1,
    scale: 'log',
    live: true,
    hint: 'Each update is this share of the matrix norm, times the learning rate. Needs learning rates near 0.3.',
  }),
};

/** LARS (You et al. 2017, arXiv 1708.03888), which trained SwAV and DINO's convolutional networks. */
export const lars: Optimizer<typeof knobs> = {
  id: 'lars',
  title: 'LARS',
  summary: 'momentum with updates scaled to each matrix’s norm; vectors are neither scaled nor decayed.',
  papers: [
    {
      authors: 'You et al.',
      year: 2017,
      title: 'Large Batch Training of Convolutional Networks',
      arxiv: '1708.03888',
    },
  ],
  knobs,
  update: (pack, { gradients, layout, blocks, rates, clip, momentum }, values) =>
    momentumStep(pack, gradients, layout, blocks, rates, {
      beta: values.momentum,
      trust: values.trust_coefficient,
      clip,
      momentum,
    }),
};
