import * as tf from '@tensorflow/tfjs';
import { DEPARTURES } from '../base/departures.ts';
import { choice, number } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { assignment } from '../math/losses/assignment.ts';
import { crossEntropy } from '../math/losses/cross-entropy.ts';
import { sinkhornByPosition } from '../math/losses/sinkhorn.ts';
import { balancingKnobs } from './balancing.ts';
import { aroundBlock, mask_shape } from './inverse-block.ts';
import { drawMask, given, maskKnobs, maskRelations, scattered } from './masks.ts';
import type { Method } from './method.ts';

const knobs = {
  predictor_blocks: number({
    label: 'Predictor blocks',
    default: 1,
    min: 1,
    max: 12,
    integer: true,
    hint: 'Cross-attention blocks in which masked positions query the visible patches. The paper uses half as many as the encoder has.',
  }),
  mask_shape,
  mask_probability: { ...maskKnobs.mask_probability, default: 1 },
  mask_ratio_min: { ...maskKnobs.mask_ratio_min, default: 0.65 },
  mask_ratio_max: { ...maskKnobs.mask_ratio_max, default: 0.65 },
  target_temp: number({
    label: 'Target temperature',
    default: 0.06,
    min: 0.01,
    max: 1,
    live: true,
    hint: 'Divides the teacher’s scores before Sinkhorn-Knopp. Lower means harder targets.',
  }),
  student_temp: number({
    label: 'Student temperature',
    default: 0.12,
    min: 0.01,
    max: 1,
    live: true,
    hint: 'Divides the student’s scores before the softmax. Higher means softer.',
  }),
  ...balancingKnobs,
  balance: choice({
    label: 'Balance',
    default: 'places',
    options: [
      { value: 'places', label: 'each position separately' },
      { value: 'together', label: 'all positions together' },
    ],
    hint: 'Balances patches per position (paper) or over all positions. At positions where most images are blank, per-position targets are noise.',
  }),
};

/**
 * CAPI (Darcet et al. 2025, arXiv 2502.08769): masked patches predict the teacher's clusters.
 *   t = SK(s_t / τ_t), place by place, with eps                      the teacher sees every patch
 *   L = 1/|M| Σ_{i in M} -<t_i, log softmax(s_i / τ_s)>              masked patches M of the batch
 * The student encodes the visible patches alone, and a predictor (encoders/predictor.ts) predicts the masked ones.
 * The teacher scores by prototypes of its own clustering (prototypes/clustering.ts), the student by a classifier.
 */
export const capi: Method<typeof knobs> = {
  id: 'capi',
  title: 'CAPI',
  summary: 'masked patches predict the teacher’s cluster for their content; no views are compared.',
  needs: 'patches',
  papers: [PAPERS.capi],
  equations: [
    {
      tex: String.raw`Q_{n,p,k} = \exp\Bigl( \frac{\hat s_{n,p,k}}{\tau_t} - \max_m \frac{\hat s_{m,p,k}}{\tau_t} + 50 \Bigr)`,
      says: 'Targets start from the teacher’s scores at position p of image n. A shift sets each cluster’s maximum over the images to 50.',
    },
    {
      tex: String.raw`Q_{n,p,k} \leftarrow \frac{Q_{n,p,k}}{\sum_m Q_{m,p,k} + \epsilon}, \quad\text{then}\quad Q_{n,p,k} \leftarrow \frac{Q_{n,p,k}}{\sum_l Q_{n,p,l} + \epsilon}`,
      says: 'Each Sinkhorn-Knopp iteration balances the clusters, then the images; ε = 10⁻⁸. Positions are balanced separately, so that no cluster can encode a position, unless a setting balances them together. After the last iteration, t = Q.',
    },
    {
      tex: String.raw`\mathcal L = -\frac{1}{\lvert M \rvert} \sum_{(n,p) \in M} \bigl\langle t_{n,p},\, \log \operatorname{softmax}(s_{n,p} / \tau_s) \bigr\rangle`,
      says: 'The mean runs over the masked patches M of the batch.',
    },
    {
      tex: String.raw`z_{n,p} = f\bigl( g_p( \mathrm{enc}(x_n \setminus M) ) \bigr), \qquad \hat z_{n,p} = \hat f\bigl( \widehat{\mathrm{enc}}(x_n)_p \bigr)`,
      says: 'The student encodes only visible patches. Its predictor g queries them by cross-attention at each masked position. The teacher sees every patch and has no predictor. f is the head.',
    },
    {
      tex: String.raw`s_{n,p,k} = \bigl\langle z_{n,p} / \lVert z_{n,p} \rVert,\, a_k \bigr\rangle`,
      says: 'The student scores with its own classifier a, unless prototypes are joint. The teacher scores with the prototypes.',
    },
  ],
  departures: DEPARTURES.capi,
  knobs,
  relations: maskRelations('capi'),
  teacher: 'ema',
  embedding: 'unit',
  normalisation: 'forward',
  initialWeights: 'dino',
  rows: 'patches',
  predictorBlocks: ({ predictor_blocks }) => predictor_blocks,
  classifies: true,
  classes: (K) => K,
  start: () => ({}),
  mask: (random, images, patches, values) =>
    drawMask(random, images, patches, values, values.mask_shape === 'block' ? aroundBlock : scattered),
  targets: (scores, _, values, context) => {
    const places = values.balance === 'places' ? given(context.mask).patches : 1;
    const t = sinkhornByPosition(scores, values.target_temp, values.sinkhorn_iterations, places);
    return { values: t, assignment: assignment(t, scores) };
  },
  loss: (scores, targets, values, context) => {
    const { hidden, rows } = given(context.mask);
    const ofHidden: tf.Tensor2D = tf.mul(targets.values, tf.reshape(hidden, [-1, 1]));
    const { losses, slope } = crossEntropy(ofHidden, scores, values.student_temp, 1 / rows.size);
    return { terms: { 'masked patches': losses }, slope };
  },
  after: (_, state) => state,
};
