import { number, type Values } from '../base/knobs.ts';
import { softAssignment } from '../math/assignment.ts';
import { blockConsistency } from '../math/block-consistency.ts';
import type { Context, Method } from './method.ts';

const knobs = {
  partition_size: number({
    label: 'Partition size',
    default: 16,
    min: 2,
    max: 8192,
    integer: true,
    scale: 'log',
    hint: 'Prototypes in each random block; K must be a multiple of it. The loss compares views inside every block.',
  }),
  unit_temp: number({
    label: 'Temperature for unit embeddings',
    default: 0.1,
    min: 0.02,
    max: 1,
    live: true,
    hint: 'CARP itself uses no temperature and raw embeddings; where embeddings have unit length, cosines are divided by this.',
  }),
};

type CarpValues = Values<typeof knobs>;

/**
 * CARP (Silva & Ramírez Rivera 2023, arXiv 2310.12692).
 *   p, q = softmax of student and teacher scores inside each random block of N_B prototypes
 *   L = mean -log <p_a, q_b>  +  mean_blocks (log N_B + Σ p̄ log p̄)
 *       consistency between views    the mean assignment p̄ stays uniform
 * Official form: embeddings are not normalised and there is no temperature.
 */
export const carp: Method<typeof knobs> = {
  id: 'carp',
  title: 'CARP',
  summary: 'views agree inside random partitions of the prototypes, while the mean assignment stays uniform.',
  papers: [
    {
      authors: 'Silva & Ramírez Rivera',
      year: 2023,
      title: 'Representation Learning via Consistent Assignment of Views over Random Partitions',
      arxiv: '2310.12692',
    },
  ],
  knobs,
  teacher: 'ema',
  embedding: 'raw',
  normalisation: 'forward',
  initialWeights: 'pytorch',
  classes: (_, values) => values.partition_size,
  refuses: (K, { partition_size }) =>
    K % partition_size === 0
      ? undefined
      : {
          knob: 'carp.partition_size',
          came: `carp.partition_size = ${partition_size} with K = ${K}`,
          wanted: 'a partition size that divides K',
        },
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
