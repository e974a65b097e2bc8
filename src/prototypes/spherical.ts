import * as tf from '@tensorflow/tfjs';
import { number } from '../base/knobs.ts';
import { normaliseRows } from '../math/sphere.ts';
import { RESTARTS, type Spherical, sphericalAt, sphericalStep } from '../math/spherical.ts';
import type { PrototypeEstimator } from './estimator.ts';

const knobs = {
  eta: number({
    label: 'Forgetting η',
    default: 0.9,
    min: 0.3,
    max: 0.9999,
    live: true,
    hint: 'How much of its past a cluster keeps for each feature it wins.',
  }),
};

/** Beyond the paper: decoupled prototypes that are unique and used, by hard clustering of whitened embeddings
 *  with restarts (math/spherical.ts). */
export const spherical: PrototypeEstimator<typeof knobs> = {
  id: 'spherical',
  title: 'Spherical',
  summary:
    'beyond the paper: prototypes are the centres of an online spherical clustering of the teacher’s whitened embeddings, with restarts, outside the loss.',
  papers: [
    {
      authors: 'Banerjee et al.',
      year: 2005,
      title: 'Clustering on the Unit Hypersphere using von Mises-Fisher Distributions',
    },
    { authors: 'Celaya & Agostini', year: 2015, title: 'On-line EM with weight-based forgetting' },
  ],
  knobs,
  learned: false,
  outputNorm: 'whiten',
  embedding: 'unit',
  start: (initial, _, rows) => sphericalAt(initial, rows),
  observe: (embeddings, state, { eta }, random) => {
    const picks = Array.from({ length: RESTARTS }, () => random.below(embeddings.shape[0]));
    return sphericalStep(embeddings, state as Spherical, eta, picks);
  },
  prototypes: (state) => tf.tidy(() => normaliseRows(state.s1 as tf.Tensor2D)),
};
