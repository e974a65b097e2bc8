import { number, type Values } from '../base/knobs.ts';
import { PAPERS } from '../base/papers.ts';
import { softAssignment } from '../math/losses/assignment.ts';
import { blockConsistency } from '../math/losses/block-consistency.ts';
import type { Context, Method } from './method.ts';

const knobs = {
  partition_size: number({
    label: 'Partition size',
    default: 16,
    min: 2,
    max: 8192,
    integer: true,
    scale: 'log',
    hint: 'Prototypes in each random block; K must be a multiple of it. The loss compares views inside each block.',
  }),
  unit_temp: number({
    label: 'Temperature for unit embeddings',
    default: 0.1,
    min: 0.02,
    max: 1,
    live: true,
    hint: 'Divides cosines where embeddings have unit length. CARP itself uses raw embeddings and no temperature.',
  }),
};

type CarpValues = Values<typeof knobs>;

/**
 * CARP (Silva & Ramírez Rivera 2023, arXiv 2310.12692).
 *   p, q = softmax of student and teacher scores inside each random block of N_B prototypes
 *   L = mean -log <p_a, q_b>  +  mean_blocks (log N_B + Σ p̄ log p̄)
 *       consistency between views    the mean assignment p̄ stays uniform
 * The authors' code neither normalises embeddings nor divides by a temperature.
 */
export const carp: Method<typeof knobs> = {
  id: 'carp',
  title: 'CARP',
  summary: 'views agree inside random partitions of the prototypes, and the mean assignment stays uniform.',
  papers: [PAPERS.carp],
  equations: [
    {
      tex: String.raw`s_{rk} = \langle z_r,\, c_k / \lVert c_k \rVert \rangle`,
      says: 'Scores of view r. Prototypes have unit length; with joint prototypes, embeddings keep their length unless a setting changes it.',
    },
    {
      tex: String.raw`\{1, \dots, K\} = \mathcal B_1 \sqcup \dots \sqcup \mathcal B_N, \quad |\mathcal B_b| = N_B = K / N`,
      says: 'At each step, the prototypes are split into new random blocks of the partition size.',
    },
    {
      tex: String.raw`p_{rb} = \operatorname{softmax}(s_{r, \mathcal B_b} / \tau), \quad q_{rb} = \operatorname{softmax}(\hat s_{r, \mathcal B_b} / \tau)`,
      says: 'Assignments of student and teacher (hat: moving average) within each block. τ is 1, or the temperature setting for unit embeddings.',
    },
    {
      tex: String.raw`\mathcal L_{\text{con}} = -\frac{1}{2BN} \sum_{r,b} \log \operatorname{clip}_{[\varepsilon,\, 1 - \varepsilon]} \langle p_{rb}, q_{o(r)b} \rangle`,
      says: 'Consistency: in each block, the student agrees with the teacher on the other view o(r); ε = 2⁻²³.',
    },
    {
      tex: String.raw`\bar p_b = \frac{1}{4B} \sum_r (p_{rb} + q_{rb}), \quad \mathcal L_{\text{KL}} = \frac{1}{N} \sum_b \Bigl( \log N_B + \sum_k \bar p_{bk} \log \max(\bar p_{bk}, \varepsilon) \Bigr)`,
      says: 'KL to uniform: in each block, the mean assignment of all 2B views, by student and teacher, stays uniform.',
    },
    {
      tex: String.raw`\mathcal L = \mathcal L_{\text{con}} + \mathcal L_{\text{KL}}`,
      says: 'Both terms have equal weight, with a stop-gradient on the teacher.',
    },
  ],
  knobs,
  relations: [{ left: 'carp.partition_size', must: 'divide', right: 'K' }],
  teacher: 'ema',
  embedding: 'raw',
  normalisation: 'forward',
  initialWeights: 'pytorch',
  classes: (_, values) => values.partition_size,
  start: () => ({}),
  targets: (scores, _, values, context) => ({
    values: scores,
    assignment: softAssignment(scores, temperature(values, context)),
    order: context.random.permutation(scores.shape[1]),
  }),
  loss: (scores, targets, values, context) => {
    const order = targets.order as Int32Array;
    const { consistency, klToUniform, slope } = blockConsistency(
      scores,
      targets.values,
      order,
      values.partition_size,
      temperature(values, context),
    );
    return { terms: { consistency, 'KL to uniform': klToUniform }, slope };
  },
  after: (_, state) => state,
};

const temperature = (values: CarpValues, context: Context) => (context.unit ? values.unit_temp : 1);
