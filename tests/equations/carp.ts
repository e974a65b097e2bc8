import { blockConsistency } from '../../src/math/losses/block-consistency.ts';
import { carp as method } from '../../src/methods/carp.ts';
import { dot, type Matrix, made, mean, plus, softmax, sum, tensor, times, unit } from './arrays.ts';
import type { Claim, Compared } from './claim.ts';
import { CONTEXT, defaults, scoresIn, totalOf } from './lane.ts';

const [B, K, SIZE] = [3, 12, 4];
const values = { ...defaults(method), partition_size: SIZE };
const [student, teacher] = [made(2 * B, K, 1), made(2 * B, K, 2)];
const EPS = 2 ** -23;

/** Each row's softmaxes within the blocks, [2B][N][N_B]. */
const within = (scores: Matrix, order: ArrayLike<number>, tau: number) =>
  scores.map((row) =>
    Array.from({ length: K / SIZE }, (_, b) =>
      softmax(Array.from({ length: SIZE }, (_, j) => row[order[b * SIZE + j]] / tau)),
    ),
  );

/** Consistency and KL as the equations have them. */
function shownTerms(s: Matrix, t: Matrix, order: ArrayLike<number>, tau: number) {
  const [p, q] = [within(s, order, tau), within(t, order, tau)];
  const clipped = (value: number) => Math.min(1 - EPS, Math.max(EPS, value));
  const matches = p.flatMap((blocks, r) =>
    blocks.map((own, b) => Math.log(clipped(dot(own, q[(r + B) % (2 * B)][b])))),
  );
  const kl = Array.from({ length: K / SIZE }, (_, b) => {
    const both = [...p, ...q].map((blocks) => blocks[b]);
    const average = times(1 / (4 * B), both.reduce(plus));
    return Math.log(SIZE) + sum(average.map((value) => value * Math.log(Math.max(value, EPS))));
  });
  return { consistency: -sum(matches) / (2 * B * (K / SIZE)), kl: mean(kl) };
}

/** The op's terms and targets for some temperature. */
function terms(s: Matrix, t: Matrix, isUnit: boolean) {
  const context = { ...CONTEXT, unit: isUnit };
  const targets = method.targets(tensor(t), {}, values, context);
  const found = method.loss(tensor(s), targets, values, context).terms;
  const order = targets.order as Int32Array;
  return {
    order,
    consistency: found.consistency.dataSync()[0],
    kl: found['KL to uniform'].dataSync()[0],
    total: totalOf(found),
    shown: shownTerms(s, t, order, isUnit ? values.unit_temp : 1),
  };
}

/** Scores of which some put all of a block on one prototype, so that the clips count. */
const far = made(2 * B, K, 3, 60);

const consistency = (s: Matrix, t: Matrix, isUnit: boolean): Compared => {
  const found = terms(s, t, isUnit);
  return { shown: found.shown.consistency, op: found.consistency };
};

export const carp: readonly Claim[] = [
  {
    tex: String.raw`s_{rk} = \langle z_r,\, c_k / \lVert c_k \rVert \rangle`,
    compare: () => {
      const [z, c] = [made(B, 8, 1), made(12, 8, 2)];
      return [
        {
          shown: z.map((row) => c.map((own) => dot(row, unit(own)))),
          op: scoresIn({ method: 'carp' }, z, c),
        },
      ];
    },
  },
  {
    tex: String.raw`\{1, \dots, K\} = \mathcal B_1 \sqcup \dots \sqcup \mathcal B_N, \quad |\mathcal B_b| = N_B = K / N`,
    compare: () => {
      const { order } = terms(student, teacher, true);
      const all = Array.from({ length: K }, (_, k) => k);
      return [{ shown: all, op: [...order].toSorted((a, b) => a - b) }];
    },
  },
  {
    tex: String.raw`p_{rb} = \operatorname{softmax}(s_{r, \mathcal B_b} / \tau), \quad q_{rb} = \operatorname{softmax}(\hat s_{r, \mathcal B_b} / \tau)`,
    compare: () => [consistency(student, teacher, true), consistency(student, teacher, false)],
  },
  {
    tex: String.raw`\mathcal L_{\text{con}} = -\frac{1}{2BN} \sum_{r,b} \log \operatorname{clip}_{[\varepsilon,\, 1 - \varepsilon]} \langle p_{rb}, q_{o(r)b} \rangle`,
    compare: () => [consistency(student, teacher, true), consistency(far, made(2 * B, K, 4, 60), false)],
  },
  {
    tex: String.raw`\bar p_b = \frac{1}{4B} \sum_r (p_{rb} + q_{rb}), \quad \mathcal L_{\text{KL}} = \frac{1}{N} \sum_b \Bigl( \log N_B + \sum_k \bar p_{bk} \log \max(\bar p_{bk}, \varepsilon) \Bigr)`,
    compare: () =>
      [terms(student, teacher, true), terms(far, far, false)].map(({ shown, kl }) => ({
        shown: shown.kl,
        op: kl,
      })),
  },
  {
    tex: String.raw`\mathcal L = \mathcal L_{\text{con}} + \mathcal L_{\text{KL}}`,
    compare: () => {
      const { order, total, shown } = terms(student, teacher, false);
      const { consistency: one, klToUniform: other } = blockConsistency(
        tensor(student),
        tensor(teacher),
        order,
        SIZE,
        1,
      );
      return [
        { shown: shown.consistency + shown.kl, op: total },
        { shown: total, op: one.dataSync()[0] + other.dataSync()[0] },
      ];
    },
  },
];
