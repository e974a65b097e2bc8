import * as tf from '@tensorflow/tfjs';
import { DEPARTURES } from '../base/departures.ts';
import { choice, number } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { type Clusters, clusteringStep, clustersAt } from '../math/estimators/clustering.ts';
import { ofRank } from '../math/kernel/rank.ts';
import type { PrototypeEstimator } from './estimator.ts';

const knobs = {
  lr: number({
    label: 'Clustering learning rate',
    default: 0.02,
    min: 0.00001,
    max: 1,
    scale: 'log',
    live: true,
    hint: 'Learning rate of the prototypes’ own optimiser. The encoder’s loss does not reach it.',
  }),
  target_temp: number({
    label: 'Clustering target temperature',
    default: 0.06,
    min: 0.01,
    max: 1,
    live: true,
    hint: 'Divides the teacher’s scores before Sinkhorn-Knopp. Lower means harder targets.',
  }),
  pred_temp: number({
    label: 'Clustering prediction temperature',
    default: 0.12,
    min: 0.01,
    max: 1,
    live: true,
    hint: 'Divides the same scores when they predict the targets. In the paper it is twice the target temperature.',
  }),
  sinkhorn_iterations: number({
    label: 'Clustering Sinkhorn iterations',
    default: 3,
    min: 1,
    max: 20,
    integer: true,
    live: true,
    hint: 'Sinkhorn rounds. Each gives every prototype an equal share.',
  }),
  balance: choice({
    label: 'Clustering balance',
    default: 'places',
    options: [
      { value: 'places', label: 'each position separately' },
      { value: 'together', label: 'all positions together' },
    ],
    hint: 'Balances patches per position of the image (paper), or over all positions.',
  }),
};

/** Partly decoupled prototypes (CAPI, Darcet et al. 2025, arXiv 2502.08769): a layer with its own loss and optimiser
 *  clusters the teacher's embeddings. */
export const clustering: PrototypeEstimator<typeof knobs> = {
  id: 'clustering',
  title: 'Clustering',
  summary: 'prototypes have their own loss and optimiser (CAPI); no gradient from the encoder’s loss.',
  papers: [PAPERS.capi],
  equations: [
    {
      tex: String.raw`Q_{ik} = \exp\Bigl( \frac{\langle \hat h_i, c_k \rangle}{\tau_t} - \max_j \frac{\langle \hat h_j, c_k \rangle}{\tau_t} + 50 \Bigr)`,
      says: 'Targets start from the teacher’s unit embeddings. Patches are balanced per position, unless a setting balances all positions together. A shift sets each prototype’s maximum to 50.',
    },
    {
      tex: String.raw`Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_j Q_{jk} + \epsilon}, \quad\text{then}\quad Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_l Q_{il} + \epsilon}`,
      says: 'Each Sinkhorn-Knopp iteration balances the prototypes, then the embeddings; ε = 10⁻⁸. After the last iteration, t = Q.',
    },
    {
      tex: String.raw`\mathcal L_c = -\frac{1}{n} \sum_{i} \bigl\langle t_i,\, \log \operatorname{softmax}_k( \langle \hat h_i, c_k \rangle / \tau_p ) \bigr\rangle`,
      says: 'The prototypes’ own loss on the same embeddings. Its gradient reaches only the prototypes.',
    },
    {
      tex: String.raw`c \leftarrow \operatorname{AdamW}(c,\, \nabla_c \mathcal L_c)`,
      says: 'Their own optimiser moves them. The encoder’s loss of the same step treats their previous values as constants.',
    },
  ],
  departures: DEPARTURES.clustering,
  knobs,
  learned: false,
  outputNorm: 'none',
  embedding: 'unit',
  // the authors draw entries of variance one
  start: (initial) => tf.tidy(() => clustersAt(tf.mul(initial, Math.sqrt(initial.shape[1])))),
  observe: (embeddings, state, values, { positions }) => {
    const settings = {
      targetTemp: values.target_temp,
      predTemp: values.pred_temp,
      iterations: values.sinkhorn_iterations,
      positions: values.balance === 'places' ? positions : 1,
    };
    return clusteringStep(embeddings, state as Clusters, settings, values.lr);
  },
  prototypes: (state) => ofRank(state.before, 2),
};
