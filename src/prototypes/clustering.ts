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
    hint: 'Step size of the prototypes’ own optimiser, which knows nothing of the encoder’s loss.',
  }),
  target_temp: number({
    label: 'Clustering target temperature',
    default: 0.06,
    min: 0.01,
    max: 1,
    live: true,
    hint: 'Divides the teacher’s scores before Sinkhorn-Knopp balances them; lower is harder.',
  }),
  pred_temp: number({
    label: 'Clustering prediction temperature',
    default: 0.12,
    min: 0.01,
    max: 1,
    live: true,
    hint: 'Divides the same scores where they predict those targets; twice the other in the paper.',
  }),
  sinkhorn_iterations: number({
    label: 'Clustering Sinkhorn iterations',
    default: 3,
    min: 1,
    max: 20,
    integer: true,
    live: true,
    hint: 'Rounds of balancing that give every prototype an equal share.',
  }),
  balance: choice({
    label: 'Clustering balance',
    default: 'places',
    options: [
      { value: 'places', label: 'each place by itself' },
      { value: 'together', label: 'all places together' },
    ],
    hint: 'Which patches share the prototypes evenly: those at one place of the image, as in the paper, or all of them.',
  }),
};

/** Partly decoupled prototypes (CAPI, Darcet et al. 2025, arXiv 2502.08769): a layer with its own loss and optimiser
 *  clusters the teacher's embeddings. */
export const clustering: PrototypeEstimator<typeof knobs> = {
  id: 'clustering',
  title: 'Clustering',
  summary:
    'partly decoupled: prototypes cluster the teacher’s embeddings by gradient, with a loss and an optimiser of their own.',
  papers: [PAPERS.capi],
  equations: [
    {
      tex: String.raw`Q_{ik} = \exp\Bigl( \frac{\langle \hat h_i, c_k \rangle}{\tau_t} - \max_j \frac{\langle \hat h_j, c_k \rangle}{\tau_t} + 50 \Bigr)`,
      says: 'Targets start from the teacher’s unit embeddings: all of them, or, where they are patches, those of all images at one place unless a knob balances all places together. A shift takes each prototype’s maximum to 50.',
    },
    {
      tex: String.raw`Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_j Q_{jk} + \epsilon}, \quad\text{then}\quad Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_l Q_{il} + \epsilon}`,
      says: 'Each Sinkhorn-Knopp iteration balances the prototypes, then the embeddings; ε = 10⁻⁸. After the last one t = Q.',
    },
    {
      tex: String.raw`\mathcal L_c = -\frac{1}{n} \sum_{i} \bigl\langle t_i,\, \log \operatorname{softmax}_k( \langle \hat h_i, c_k \rangle / \tau_p ) \bigr\rangle`,
      says: 'The prototypes’ own loss on the same embeddings, whose gradient reaches the prototypes alone.',
    },
    {
      tex: String.raw`c \leftarrow \operatorname{AdamW}(c,\, \nabla_c \mathcal L_c)`,
      says: 'Their own optimiser moves them. The encoder’s loss of the same step sees them as they were before, as constants.',
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
