import type * as tf from '@tensorflow/tfjs';
import { number } from '../base/knobs.ts';
import { emStep, type Mixture, mixtureAt } from '../math/mixture.ts';
import type { PrototypeEstimator } from './estimator.ts';

const knobs = {
  eta: number({
    label: 'Forgetting η',
    default: 0.99,
    min: 0.3,
    max: 0.9999,
    live: true,
    hint: 'How much of its past a component keeps for each unit of new responsibility; its mass saturates near 1/(1-η).',
  }),
  beta: number({
    label: 'Annealing β',
    default: 1,
    min: 0.001,
    max: 4,
    scale: 'log',
    live: true,
    hint: 'Exponent on the responsibilities: below 1 they are softer, and near 0 every mean drifts to the batch average.',
  }),
  s0: number({
    label: 'Initial mass s₀',
    default: 5,
    min: 0.01,
    max: 100,
    scale: 'log',
    hint: 'Weight of a component’s random start: a larger mass moves more slowly at first.',
  }),
};

/** Decoupled prototypes: the means of a Gaussian mixture fitted by online EM to the teacher's embeddings
 *  (Arteaga et al. 2026; the mixture in math/mixture.ts is a reconstruction). */
export const mixture: PrototypeEstimator<typeof knobs> = {
  id: 'decoupled',
  title: 'Decoupled',
  summary:
    'prototypes are the means of a Gaussian mixture fitted by online EM to the teacher’s embeddings, outside the loss.',
  papers: [
    { authors: 'Arteaga et al.', year: 2026, title: 'Why Prototypes Collapse', arxiv: '2510.20108' },
    { authors: 'Celaya & Agostini', year: 2015, title: 'On-line EM with weight-based forgetting' },
  ],
  knobs,
  learned: false,
  outputNorm: 'batchnorm',
  embedding: 'unit',
  start: (initial, { s0 }) => mixtureAt(initial, s0),
  observe: (embeddings, state, { eta, beta }) => emStep(embeddings, state as Mixture, eta, beta),
  prototypes: (state) => state.prototypes as tf.Tensor2D,
};
