import * as tf from '@tensorflow/tfjs';
import { number, toggle } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { ofRank } from '../math/kernel/rank.ts';
import { centredSoftmax, nextCenter } from '../math/losses/centring.ts';
import { crossEntropy } from '../math/losses/cross-entropy.ts';
import { dino } from './dino.ts';
import { drawMask, given, maskRelations, patchKnobs, weighed } from './masks.ts';
import type { Method } from './method.ts';
import { teacherTemperature } from './temperature.ts';

const knobs = {
  ...dino.knobs,
  ...patchKnobs,
  patch_weight: number({
    ...patchKnobs.patch_weight,
    default: 0.3,
    hint: 'Weight of the loss on masked patches, with 1 for the loss on [CLS]. Paper: 1, at which the small ViT here learns less.',
  }),
  shared_head: toggle({
    label: 'Shared head',
    default: true,
    hint: 'Patches share the head and prototypes of [CLS], as in the paper’s best runs. Off gives patches a separate head and prototypes.',
  }),
};

/**
 * iBOT (Zhou et al. 2022, arXiv 2111.07832): DINO on [CLS], and masked image modelling with the teacher as tokeniser.
 *   u = softmax((s_t^patch - m') / τ_t)                      targets: the teacher sees every patch
 *   L = L_DINO + mean_views,images 1/|M| Σ_{i in M} -<u_i, log softmax(s_i^patch / τ_s)>      masked patches M
 *   m' ← μ m' + (1 - μ) mean(s_t^patch)                      a centre of its own
 */
export const ibot: Method<typeof knobs> = {
  ...dino,
  id: 'ibot',
  title: 'iBOT',
  summary: 'DINO on [CLS], while masked patches of a view match the teacher’s assignments for them.',
  needs: 'patches',
  papers: [PAPERS.ibot],
  equations: [
    {
      tex: String.raw`\mathcal L = \mathcal L_{\mathrm{DINO}}(\mathrm{[CLS]}) + w\, \mathcal L_{\mathrm{patch}}`,
      says: 'The first term is DINO’s loss on the views. The second is a loss on masked patches.',
    },
    {
      tex: String.raw`u_{n,p} = \operatorname{softmax}\bigl( (\hat s_{n,p} - m') / \tau_t \bigr)`,
      says: 'Targets of patch p in view n: the teacher sees every patch.',
    },
    {
      tex: String.raw`\mathcal L_{\mathrm{patch}} = -\frac{1}{N} \sum_{n=1}^{N} \frac{1}{\lvert M_n \rvert} \sum_{p \in M_n} \bigl\langle u_{n,p},\, \log \operatorname{softmax}(s_{n,p} / \tau_s) \bigr\rangle`,
      says: 'The mean runs over the masked patches M of each of the N views. A view without masked patches adds nothing.',
    },
    {
      tex: String.raw`m' \leftarrow \mu\, m' + (1 - \mu)\, \operatorname{mean}_{n,p} \hat s_{n,p}`,
      says: 'Patches have their own centre.',
    },
  ],
  knobs,
  relations: maskRelations('ibot'),
  start: (K) => ({ ...dino.start(K), patch_center: tf.zeros([1, K]) }),
  mask: drawMask,
  patches: {
    shared: ({ shared_head }) => shared_head,
    targets: (scores, state, values, context) =>
      centredSoftmax(scores, ofRank(state.patch_center, 2), teacherTemperature(values, context)),
    loss: (scores, targets, values, context) => {
      const weighted = weighed(targets, given(context.mask));
      const { losses, slope } = crossEntropy(weighted, scores, values.student_temp, values.patch_weight);
      return { terms: { 'patch cross-entropy': losses }, slope };
    },
    after: (scores, state, values) => ({
      patch_center: nextCenter(scores, ofRank(state.patch_center, 2), values.center_momentum),
    }),
  },
};
