import * as tf from '@tensorflow/tfjs';
import { number } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { koleo } from '../math/losses/koleo.ts';
import type { PrototypeEstimator } from './estimator.ts';

const knobs = {
  koleo_weight: number({
    label: 'KoLeo-Proto weight',
    default: 0,
    min: 0,
    max: 10,
    live: true,
    hint: 'Pushes each prototype away from its nearest neighbour. Paper: weight 0.1. 0 turns it off.',
  }),
};

/** The common practice: one loss moves the encoder and the prototypes, which are weights. KoLeo-Proto
 *  (Govindarajan et al. 2024, arXiv 2410.14060) spreads them if its weight is not 0. */
export const joint: PrototypeEstimator<typeof knobs> = {
  id: 'joint',
  title: 'Joint',
  summary: 'prototypes are weights, trained with the encoder by one loss.',
  papers: [PAPERS.govindarajan],
  equations: [
    {
      tex: String.raw`(\theta, C) \leftarrow \operatorname{update}\bigl( \nabla_{\theta, C}\, [\, \mathcal L(\theta, C) + w\, \mathcal R(C)\, ] \bigr)`,
      says: 'One loss updates encoder and prototypes. Prototypes have their own learning rate and no weight decay.',
    },
    {
      tex: String.raw`\mathcal R(C) = -\frac{1}{K} \sum_k \log\bigl( \lVert \bar c_k - \bar c_{n(k)} + \delta \rVert + \delta \bigr), \quad \bar c_k = c_k / \lVert c_k \rVert`,
      says: 'KoLeo-Proto, if its weight w is not 0, pushes prototypes away from their nearest neighbours; δ = 10⁻⁸.',
    },
    {
      tex: String.raw`n(k) = \operatorname*{argmax}_{j \ne k} \langle \bar c_k, \bar c_j \rangle`,
      says: 'The nearest neighbour has the largest cosine.',
    },
  ],
  knobs,
  learned: true,
  outputNorm: 'none',
  embedding: 'method',
  start: () => ({}),
  regularise: (prototypes, { koleo_weight }) => {
    if (koleo_weight === 0) return undefined;
    const { loss, slope } = koleo(prototypes);
    return { name: 'KoLeo-Proto', loss: tf.mul(loss, koleo_weight), slope: tf.mul(slope, koleo_weight) };
  },
  prototypes: () => undefined,
};
