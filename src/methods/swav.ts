import { number } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { assignment } from '../math/losses/assignment.ts';
import { sinkhornKnopp } from '../math/losses/sinkhorn.ts';
import { balancingKnobs } from './balancing.ts';
import { acrossViews } from './crops.ts';
import type { Method } from './method.ts';
import { balancedWith, queue, queueKnobs } from './queue.ts';

const knobs = {
  temperature: number({
    label: 'Temperature',
    default: 0.1,
    min: 0.02,
    max: 1,
    live: true,
    hint: 'Divides the student’s cosines before the softmax. Higher means softer.',
  }),
  epsilon: number({
    label: 'Sinkhorn ε',
    default: 0.05,
    min: 0.01,
    max: 1,
    live: true,
    hint: 'Entropy of the assignments. Higher spreads each view over more prototypes.',
  }),
  ...balancingKnobs,
  ...queueKnobs,
};

/**
 * SwAV (Caron et al. 2020, arXiv 2006.09882).
 *   q_a = Sinkhorn-Knopp(s_a / ε)                     targets: balanced assignments of the student's scores
 *   L = mean_{a ≠ b} -<q_a, log softmax(s_b / τ)>     swapped prediction
 * The teacher is the student itself, off the tape. Prototypes are normalised after each update.
 */
export const swav: Method<typeof knobs> = {
  id: 'swav',
  title: 'SwAV',
  summary: 'each view predicts the other view’s balanced (Sinkhorn-Knopp) assignment.',
  papers: [PAPERS.swav],
  equations: [
    {
      tex: String.raw`s_{ik} = \Bigl\langle \frac{z_i}{\lVert z_i \rVert},\, c_k \Bigr\rangle`,
      says: 'Prototypes are kept at unit length, so scores are cosines, unless a setting keeps the lengths of embeddings.',
    },
    {
      tex: String.raw`s_a \leftarrow [\, s_a^{\text{queue}};\, s_a \,] \in \mathbb R^{(L + B) \times K}`,
      says: 'With a queue, the last L embeddings of view a are scored again and balanced together with the batch. In Q, B counts both, and only the batch’s rows become targets.',
    },
    {
      tex: String.raw`Q = \exp( s_a / \varepsilon )`,
      says: 'Sinkhorn-Knopp starts from the student’s own scores for one view a of the B images, with stop-gradient.',
    },
    {
      tex: String.raw`Q_{ik} \leftarrow \frac{Q_{ik}}{K \sum_j Q_{jk}}, \quad\text{then}\quad Q_{ik} \leftarrow \frac{Q_{ik}}{B \sum_l Q_{il}}`,
      says: 'Each iteration gives every prototype an equal share, then every image. It is computed in logarithms, so that no sum underflows.',
    },
    {
      tex: String.raw`q_a = B\, Q`,
      says: 'Targets: balanced assignments. Each row sums to one.',
    },
    {
      tex: String.raw`\mathcal L = -\frac{1}{2 (V - 1) B} \sum_{a \in \{1, 2\}} \sum_{b \ne a} \sum_{i=1}^{B} \bigl\langle q_{a,i},\, \log \operatorname{softmax}(s_{b,i} / \tau) \bigr\rangle`,
      says: 'Swapped prediction: each of the V views predicts the assignments of the other views.',
    },
    {
      tex: String.raw`c_k \leftarrow c_k / \lVert c_k \rVert`,
      says: 'After each update, joint prototypes are scaled back to unit length.',
    },
  ],
  knobs,
  teacher: 'student',
  embedding: 'unit',
  normalisation: 'after',
  multiCrop: true,
  initialWeights: 'pytorch',
  classes: (K) => K,
  start: () => ({}),
  memory: queue,
  targets: (scores, _, { epsilon, sinkhorn_iterations: iterations }, __, kept) => {
    // two views, each by itself
    const q = kept
      ? balancedWith(kept, scores, epsilon, iterations)
      : sinkhornKnopp(scores, epsilon, iterations, 2);
    return { values: q, assignment: assignment(q, scores) };
  },
  loss: (scores, { values: q }, values) => acrossViews('swapped prediction', scores, q, values.temperature),
  after: (_, state) => state,
};
