import * as tf from '@tensorflow/tfjs';
import { number } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { RESTARTS, type Spherical, sphericalAt, sphericalStep } from '../math/estimators/spherical.ts';
import { ofRank } from '../math/kernel/rank.ts';
import { normaliseRows } from '../math/rows/sphere.ts';
import type { PrototypeEstimator } from './estimator.ts';

const knobs = {
  eta: number({
    label: 'Forgetting η',
    default: 0.5,
    min: 0.3,
    max: 0.9999,
    live: true,
    hint: 'Share of its past that a cluster keeps per embedding it wins. Faster forgetting keeps more clusters unique, in CARP without loss of k-NN on validation images.',
  }),
};

/** Beyond the paper: hard clustering of whitened embeddings with restarts (math/estimators/spherical.ts). With CARP's
 *  targets more prototypes are unique and more in use than of joint ones behind the same head. The rule is the hard mixture of Banerjee et al. 2005,
 *  "Clustering on the Unit Hypersphere using von Mises-Fisher Distributions", with the forgetting of Celaya &
 *  Agostini 2015. */
export const spherical: PrototypeEstimator<typeof knobs> = {
  id: 'spherical',
  title: 'Spherical',
  summary:
    'centres of online spherical k-means on whitened teacher embeddings (ours), with restarts, outside the loss.',
  papers: [PAPERS.banerjee, PAPERS.celaya],
  equations: [
    {
      tex: String.raw`h_i = \frac{(z_i - m)\, W}{\lVert (z_i - m)\, W \rVert}, \quad W = \bigl( S + \lambda\, \tfrac{1}{D} \operatorname{tr}(S)\, I \bigr)^{-1/2}`,
      says: 'Embeddings are whitened by the teacher’s running mean m and covariance S; λ = 10⁻³. W is updated every tenth step.',
    },
    {
      tex: String.raw`a_i = \operatorname*{argmax}_k \langle h_i, c_k \rangle, \quad n_k = \#\{ i : a_i = k \}, \quad \lambda_k = \eta^{n_k}`,
      says: 'Each of the teacher’s 2B embeddings goes to its nearest prototype, which forgets once per embedding it wins.',
    },
    {
      tex: String.raw`S^0_k \leftarrow \lambda_k S^0_k + n_k, \quad S^1_k \leftarrow \lambda_k S^1_k + \sum_{i : a_i = k} h_i`,
      says: 'Mass and sum of the embeddings it won, initially 1 and a random direction.',
    },
    {
      tex: String.raw`u_k \leftarrow u_k + \frac{n_k - u_k}{50}, \quad t_k \leftarrow t_k + 1`,
      says: 'Its running usage, initially an even 2B/K, and its age.',
    },
    {
      tex: String.raw`u_k < 0.1 \cdot \frac{2B}{K},\; t_k > 25 \;\Longrightarrow\; S^0_k \leftarrow 1,\; S^1_k \leftarrow h^{\text{old}}_j,\; u_k \leftarrow \frac{2B}{K},\; t_k \leftarrow 0`,
      says: 'The dead restart, at most the 16 least used a step, each at a random embedding of the batch before.',
    },
    {
      tex: String.raw`c_k = S^1_k / \lVert S^1_k \rVert`,
      says: 'The loss of the same step treats these directions as constants.',
    },
  ],
  knobs,
  learned: false,
  outputNorm: 'whiten',
  embedding: 'unit',
  start: (initial, _, rows) => sphericalAt(initial, rows),
  observe: (embeddings, state, { eta }, { random }) => {
    const picks = Array.from({ length: RESTARTS }, () => random.below(embeddings.shape[0]));
    return sphericalStep(embeddings, state as Spherical, eta, picks);
  },
  prototypes: (state) => tf.tidy(() => normaliseRows(ofRank(state.s1, 2))),
};
