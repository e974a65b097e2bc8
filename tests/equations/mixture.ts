import * as tf from '@tensorflow/tfjs';
import { emStep, type Mixture, mixtureAt, responsibilities } from '../../src/math/estimators/mixture.ts';
import { mixture as estimator } from '../../src/prototypes/mixture.ts';
import { dot, type Matrix, made, minus, softmax, sum, tensor, times, turned, unit } from './arrays.ts';
import type { Claim } from './claim.ts';

const [K, D, n, S0, ETA, BETA] = [5, 4, 8, 2, 0.9, 0.7];
const initial = made(K, D, 1).map(unit);
const h = made(n, D, 2).map(unit);

interface Plain {
  readonly s0: readonly number[];
  readonly s1: Matrix;
  readonly s2: readonly number[];
  readonly mu: Matrix;
  readonly v: readonly number[];
}

const start: Plain = {
  s0: initial.map(() => S0),
  s1: initial.map((row) => times(S0, row)),
  s2: initial.map((row) => S0 * (dot(row, row) + 1)),
  mu: initial,
  v: initial.map(() => 1 / D),
};

/** γ of the features. */
function shares({ s0, mu, v }: Plain): Matrix {
  return h.map((row) =>
    softmax(
      mu.map((own, k) => {
        const gap = minus(row, own);
        return BETA * (Math.log(s0[k] / sum(s0)) - 0.5 * (dot(gap, gap) / v[k] + D * Math.log(v[k])));
      }),
    ),
  );
}

/** The next statistics and parameters. */
function next(from: Plain): Plain {
  const gamma = turned(shares(from));
  const counts = gamma.map(sum);
  const keep = counts.map((count) => ETA ** count);
  const s0 = from.s0.map((mass, k) => keep[k] * mass + counts[k]);
  const pulled = gamma.map((of) => turned(h).map((column) => dot(of, column)));
  const s1 = from.s1.map((row, k) => row.map((value, d) => keep[k] * value + pulled[k][d]));
  const s2 = from.s2.map(
    (value, k) =>
      keep[k] * value +
      dot(
        gamma[k],
        h.map((row) => dot(row, row)),
      ),
  );
  const mu = s1.map((row, k) => times(1 / s0[k], row));
  const v = mu.map((row, k) => Math.max(0.1 / D, (s2[k] / s0[k] - dot(row, row)) / D));
  return { s0, s1, s2, mu, v };
}

const first = (): Mixture => mixtureAt(tensor(initial), S0);
const second = (): Mixture => emStep(tensor(h), first(), ETA, BETA);
/** Mean and variance of the op's components. */
const means = ({ s0, s1 }: Mixture): tf.Tensor => tf.div(s1, s0);
const variances = ({ terms }: Mixture): tf.Tensor => tf.div(1, tf.slice(terms, [0, 1], [K, 1]));
const after = next(start);

export const mixture: readonly Claim[] = [
  {
    tex: String.raw`\mu_k \sim \mathcal U(\mathbb S^{D-1}), \quad v_k = \tfrac{1}{D}, \quad S^0_k = s_0, \quad S^1_k = s_0\, \mu_k, \quad S^2_k = s_0 (\lVert \mu_k \rVert^2 + 1)`,
    compare: () => {
      const made = first();
      return [
        { shown: start.mu, op: means(made) },
        { shown: start.v, op: variances(made) },
        { shown: start.s0, op: made.s0 },
        { shown: start.s1, op: made.s1 },
        { shown: start.s2, op: made.s2 },
      ];
    },
  },
  {
    tex: String.raw`\gamma_{ik} = \operatorname{softmax}_k\; \beta \Bigl( \log \frac{S^0_k}{\sum_j S^0_j} - \frac{1}{2} \Bigl( \frac{\lVert h_i - \mu_k \rVert^2}{v_k} + D \log v_k \Bigr) \Bigr)`,
    compare: () => [
      { shown: shares(start), op: responsibilities(tensor(h), first(), BETA) },
      { shown: shares(after), op: responsibilities(tensor(h), second(), BETA) },
    ],
  },
  {
    tex: String.raw`n_k = \sum_i \gamma_{ik}, \quad \lambda_k = \eta^{n_k}`,
    compare: () => {
      const counts = turned(shares(start)).map(sum);
      const shown = counts.map((count) => ETA ** count * S0 + count);
      return [{ shown, op: second().s0 }];
    },
  },
  {
    tex: String.raw`S^0_k \leftarrow \lambda_k S^0_k + n_k, \quad S^1_k \leftarrow \lambda_k S^1_k + \sum_i \gamma_{ik} h_i, \quad S^2_k \leftarrow \lambda_k S^2_k + \sum_i \gamma_{ik} \lVert h_i \rVert^2`,
    compare: () => {
      const [shown, op] = [next(after), emStep(tensor(h), second(), ETA, BETA)];
      return (['s0', 's1', 's2'] as const).map((name) => ({ shown: shown[name], op: op[name] }));
    },
  },
  {
    tex: String.raw`\mu_k = \frac{S^1_k}{S^0_k}, \quad v_k = \max\Bigl( \frac{0.1}{D},\; \frac{1}{D} \Bigl( \frac{S^2_k}{S^0_k} - \lVert \mu_k \rVert^2 \Bigr) \Bigr)`,
    compare: () => [
      { shown: after.mu.map((row) => Math.hypot(...row)), op: tf.slice(second().terms, [0, 3], [K, 1]) },
      { shown: after.v, op: variances(second()) },
    ],
  },
  {
    tex: String.raw`c_k = \mu_k / \lVert \mu_k \rVert`,
    compare: () => [{ shown: after.mu.map(unit), op: estimator.prototypes(second()) as tf.Tensor }],
  },
];
