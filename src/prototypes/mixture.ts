import { number } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { emStep, type Mixture, mixtureAt } from '../math/estimators/mixture.ts';
import { ofRank } from '../math/kernel/rank.ts';
import type { PrototypeEstimator } from './estimator.ts';

const knobs = {
  eta: number({
    label: 'Forgetting η',
    default: 0.99,
    min: 0.3,
    max: 0.9999,
    live: true,
    hint: 'Share of its past that a component keeps per unit of new responsibility. Its mass saturates near 1/(1 − η).',
  }),
  beta: number({
    label: 'Annealing β',
    default: 1,
    min: 0.001,
    max: 4,
    scale: 'log',
    live: true,
    hint: 'Exponent on the responsibilities. Below 1 they are softer; near 0 every mean drifts to the batch average.',
  }),
  s0: number({
    label: 'Initial mass s₀',
    default: 5,
    min: 0.01,
    max: 100,
    scale: 'log',
    hint: 'Weight of a component’s random start. A larger mass moves more slowly at first.',
  }),
};

/** Decoupled prototypes (Arteaga et al. 2026, arXiv 2510.20108, "Why Prototypes Collapse"): the means of a Gaussian
 *  mixture, fitted to the teacher's embeddings by online EM. The paper leaves details open, so that math/estimators/mixture.ts is a reconstruction. */
export const mixture: PrototypeEstimator<typeof knobs> = {
  id: 'decoupled',
  title: 'Decoupled',
  summary:
    'prototypes are the means of a Gaussian mixture fitted by online EM to the teacher’s embeddings, outside the loss.',
  papers: [PAPERS.arteaga, PAPERS.celaya],
  equations: [
    {
      tex: String.raw`\mu_k \sim \mathcal U(\mathbb S^{D-1}), \quad v_k = \tfrac{1}{D}, \quad S^0_k = s_0, \quad S^1_k = s_0\, \mu_k, \quad S^2_k = s_0 (\lVert \mu_k \rVert^2 + 1)`,
      says: 'Start: K Gaussians in random directions, each with the statistics of s₀ points.',
    },
    {
      tex: String.raw`\gamma_{ik} = \operatorname{softmax}_k\; \beta \Bigl( \log \frac{S^0_k}{\sum_j S^0_j} - \frac{1}{2} \Bigl( \frac{\lVert h_i - \mu_k \rVert^2}{v_k} + D \log v_k \Bigr) \Bigr)`,
      says: 'E step: responsibilities for the teacher’s embeddings h of both views, normalised and with stop-gradient.',
    },
    {
      tex: String.raw`n_k = \sum_i \gamma_{ik}, \quad \lambda_k = \eta^{n_k}`,
      says: 'A component forgets only in proportion to the new data it explains.',
    },
    {
      tex: String.raw`S^0_k \leftarrow \lambda_k S^0_k + n_k, \quad S^1_k \leftarrow \lambda_k S^1_k + \sum_i \gamma_{ik} h_i, \quad S^2_k \leftarrow \lambda_k S^2_k + \sum_i \gamma_{ik} \lVert h_i \rVert^2`,
      says: 'Its mass, sum and squares add the new data. The mass saturates near 1/(1 − η).',
    },
    {
      tex: String.raw`\mu_k = \frac{S^1_k}{S^0_k}, \quad v_k = \max\Bigl( \frac{0.1}{D},\; \frac{1}{D} \Bigl( \frac{S^2_k}{S^0_k} - \lVert \mu_k \rVert^2 \Bigr) \Bigr)`,
      says: 'M step: means, and variances per dimension, kept above a tenth of the initial variance.',
    },
    {
      tex: String.raw`c_k = \mu_k / \lVert \mu_k \rVert`,
      says: 'The loss of the same step treats the directions of the means as constants.',
    },
  ],
  knobs,
  learned: false,
  outputNorm: 'batchnorm',
  embedding: 'unit',
  start: (initial, { s0 }) => mixtureAt(initial, s0),
  observe: (embeddings, state, { eta, beta }) => emStep(embeddings, state as Mixture, eta, beta),
  prototypes: (state) => ofRank(state.prototypes, 2),
};
