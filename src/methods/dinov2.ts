import * as tf from '@tensorflow/tfjs';
import { number } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { assignment } from '../math/losses/assignment.ts';
import { crossEntropy } from '../math/losses/cross-entropy.ts';
import { koleo } from '../math/losses/koleo.ts';
import { sinkhornKnopp } from '../math/losses/sinkhorn.ts';
import { rowsOf } from '../math/update/pack.ts';
import { balancingKnobs } from './balancing.ts';
import { acrossViews } from './crops.ts';
import { dino, PAPERS_TEMP } from './dino.ts';
import { drawMask, given, maskRelations, patchKnobs, weighed } from './masks.ts';
import type { Method } from './method.ts';
import { teacherTemperature } from './temperature.ts';

const { warmup_teacher_temp, teacher_temp, warmup_teacher_temp_share } = dino.knobs;

const knobs = {
  student_temp: number({
    ...dino.knobs.student_temp,
    default: PAPERS_TEMP,
    hint: 'Divides the student’s cosines before the softmax. Higher means softer.',
  }),
  warmup_teacher_temp,
  teacher_temp,
  warmup_teacher_temp_share,
  ...patchKnobs,
  ...balancingKnobs,
  koleo_weight: number({
    label: 'KoLeo on features',
    default: 0.1,
    min: 0,
    max: 10,
    live: true,
    hint: 'Weight of the KoLeo term that spreads the [CLS] features of a batch. 0 turns it off.',
  }),
};

/**
 * DINOv2 (Oquab et al. 2023, arXiv 2304.07193): DINO on [CLS], iBOT on masked patches, and KoLeo on the student's
 * features. Either loss has a head and prototypes of its own, and Sinkhorn-Knopp in place of the centre.
 *   q = SK(s_t / τ_t) over the batch's views,  u = SK(s_t^patch / τ_t) over its masked patches
 *   L = L_DINO(q) + L_iBOT(u) + 0.1 Σ_views KoLeo(features)
 */
export const dinov2: Method<typeof knobs> = {
  id: 'dinov2',
  title: 'DINOv2',
  summary: 'DINO and iBOT with separate heads, Sinkhorn-Knopp targets, and KoLeo on the features.',
  needs: 'patches',
  papers: [PAPERS.dinov2],
  equations: [
    {
      tex: String.raw`Q = e^{x}, \qquad Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_j Q_{jk}} \;\text{then}\; Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_l Q_{il}}, \qquad \operatorname{SK}(x) = Q`,
      says: 'Sinkhorn-Knopp: each iteration gives every prototype an equal share, then every row. It is computed in logarithms.',
    },
    {
      tex: String.raw`q = \operatorname{SK}(\hat s / \tau_t), \qquad u = \operatorname{SK}(\hat s^{\mathrm{patch}} / \tau_t)`,
      says: 'Sinkhorn-Knopp targets over all views of the batch, and over all its masked patches.',
    },
    {
      tex: String.raw`\mathcal L = \mathcal L_{\mathrm{DINO}}(q) + w\, \mathcal L_{\mathrm{patch}}(u) + w' \sum_{a} \mathcal L_{\mathrm{KoLeo}}(x_a)`,
      says: 'DINO’s loss across views, iBOT’s loss on masked patches, and KoLeo on the student’s [CLS] features of each view.',
    },
    {
      tex: String.raw`\mathcal L_{\mathrm{KoLeo}}(x) = -\frac{1}{B} \sum_{i} \log\bigl( \lVert \bar x_i - \bar x_{n(i)} + \delta \rVert + \delta \bigr), \quad n(i) = \operatorname*{argmax}_{j \ne i} \langle \bar x_i, \bar x_j \rangle`,
      says: 'KoLeo pushes each normalised feature x̄ away from its nearest neighbour in the batch; δ = 10⁻⁸.',
    },
  ],
  knobs,
  relations: maskRelations('dinov2'),
  teacher: 'ema',
  embedding: 'unit',
  normalisation: 'forward',
  initialWeights: 'dino',
  multiCrop: true,
  classes: (K) => K,
  start: () => ({}),
  targets: (scores, _, values, context) => {
    const q = sinkhornKnopp(scores, teacherTemperature(values, context), values.sinkhorn_iterations);
    return { values: q, assignment: assignment(q, scores) };
  },
  loss: (scores, { values: q }, values) => acrossViews('cross-entropy', scores, q, values.student_temp),
  after: (_, state) => state,
  mask: drawMask,
  patches: {
    shared: () => false,
    targets: (scores, _, values, context) => {
      const { rows, places } = given(context.mask);
      const hidden = tf.gather(scores, rows); // [M, K]
      const u = sinkhornKnopp(hidden, teacherTemperature(values, context), values.sinkhorn_iterations);
      return tf.gather(u, places); // visible patches have no weight in the loss
    },
    loss: (scores, targets, values, context) => {
      const weighted = weighed(targets, given(context.mask));
      const { losses, slope } = crossEntropy(weighted, scores, values.student_temp, values.patch_weight);
      return { terms: { 'patch cross-entropy': losses }, slope };
    },
    after: () => ({}),
  },
  onFeatures: (features, { koleo_weight }) => {
    if (koleo_weight === 0) return undefined;
    const [rows] = features.shape;
    const one = koleo(rowsOf(features, 0, rows / 2));
    const other = koleo(rowsOf(features, rows / 2, rows));
    return {
      name: 'KoLeo on features',
      loss: tf.mul(koleo_weight, tf.add(one.loss, other.loss)),
      slope: tf.mul(koleo_weight, tf.concat([one.slope, other.slope], 0)),
    };
  },
};
