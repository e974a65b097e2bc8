import * as tf from '@tensorflow/tfjs';
import { number } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { ofRank } from '../math/kernel/rank.ts';
import { assignment } from '../math/losses/assignment.ts';
import { centredSoftmax, nextCenter } from '../math/losses/centring.ts';
import { acrossViews } from './crops.ts';
import type { Method } from './method.ts';
import { teacherTemperature } from './temperature.ts';

/** The papers' student temperature. */
export const PAPERS_TEMP = 0.1;
/** As a toy run takes it: near uniform targets, what moves them is this over the teacher's temperature. */
const TOY_TEMP = 0.14;

const knobs = {
  student_temp: number({
    label: 'Student temperature',
    default: TOY_TEMP,
    min: 0.02,
    max: 1,
    live: true,
    hint: `Divides the student’s cosines before the softmax. Higher means softer. Paper: ${PAPERS_TEMP}, with 0.07 for the teacher. Ours: ${TOY_TEMP}, so that collapse shows within 500 steps.`,
  }),
  warmup_teacher_temp: number({
    label: 'Teacher temperature, start',
    default: 0.04,
    min: 0.01,
    max: 0.2,
    live: true,
    hint: 'Teacher temperature at step 0. Moves linearly to the end value during the warm-up below.',
  }),
  warmup_teacher_temp_share: number({
    label: 'Teacher temperature, warm-up',
    default: 0.3,
    min: 0,
    max: 1,
    live: true,
    hint: 'Share of the steps in which the teacher temperature moves from start to end.',
  }),
  teacher_temp: number({
    label: 'Teacher temperature, end',
    default: 0.07,
    min: 0.01,
    max: 0.2,
    live: true,
    hint: 'Sharpening of the targets. Lower is sharper; 0.02 collapses DINO into a few prototypes.',
  }),
  center_momentum: number({
    label: 'Centre momentum',
    default: 0.9,
    min: 0,
    max: 0.9999,
    live: true,
    hint: 'Momentum of the centre, a running mean of teacher scores. Subtracting it keeps one prototype from winning every image.',
  }),
};

/**
 * DINO (Caron et al. 2021, arXiv 2104.14294).
 *   q = softmax((s_t - m) / τ_t)                      targets: centred and sharpened teacher scores
 *   L = mean_{a ≠ b} -<q_a, log softmax(s_b / τ_s)>   every student view against every other teacher view
 *   m ← μ m + (1 - μ) mean(s_t)                       the centre
 */
export const dino: Method<typeof knobs> = {
  id: 'dino',
  title: 'DINO',
  summary: 'the student matches centred and sharpened teacher assignments across views.',
  papers: [PAPERS.dino],
  equations: [
    {
      tex: String.raw`s_{ik} = \Bigl\langle \frac{z_i}{\lVert z_i \rVert}, \frac{c_k}{\lVert c_k \rVert} \Bigr\rangle`,
      says: 'Scores are cosines, unless a setting keeps the lengths of embeddings. A hat marks the teacher, a moving average of the student.',
    },
    {
      tex: String.raw`q_i = \operatorname{softmax}\bigl( (\hat s_i - m) / \tau_t \bigr)`,
      says: 'Targets: teacher scores, centred and sharpened.',
    },
    {
      tex: String.raw`\tau_t = \tau_0 + (\tau_1 - \tau_0) \min(1,\, t / \lfloor w\, T \rfloor)`,
      says: 'The teacher temperature moves from start to end over the first share w of the T steps.',
    },
    {
      tex: String.raw`\mathcal L = -\frac{1}{2 (V - 1) B} \sum_{a \in \{1, 2\}} \sum_{b \ne a} \sum_{i=1}^{B} \bigl\langle q_{a,i},\, \log \operatorname{softmax}(s_{b,i} / \tau_s) \bigr\rangle`,
      says: 'Each of the V student views of an image matches both global teacher views except its own.',
    },
    {
      tex: String.raw`m \leftarrow \mu\, m + (1 - \mu)\, \frac{1}{2B} \sum_i \hat s_i`,
      says: 'The centre starts at zero and then follows the mean teacher score.',
    },
  ],
  knobs,
  teacher: 'ema',
  embedding: 'unit',
  normalisation: 'forward',
  initialWeights: 'dino',
  multiCrop: true,
  classes: (K) => K,
  start: (K) => ({ center: tf.zeros([1, K]) }),
  targets: (scores, state, values, context) => {
    const q = centredSoftmax(scores, ofRank(state.center, 2), teacherTemperature(values, context));
    return { values: q, assignment: assignment(q, scores) };
  },
  loss: (scores, { values: q }, values) => acrossViews('cross-entropy', scores, q, values.student_temp),
  after: (scores, state, values) => ({
    center: nextCenter(scores, ofRank(state.center, 2), values.center_momentum),
  }),
};
