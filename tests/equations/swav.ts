import * as tf from '@tensorflow/tfjs';
import { segmentOf } from '../../src/math/update/pack.ts';
import { balancedWith } from '../../src/methods/queue.ts';
import { swav as method } from '../../src/methods/swav.ts';
import { PROTOTYPES, segmentAt } from '../../src/train/lane/lane.ts';
import { settle } from '../../src/train/step/update.ts';
import { dot, type Matrix, made, powers, sinkhorn, sum, tensor, times, turned, unit } from './arrays.ts';
import type { Claim } from './claim.ts';
import { acrossViews } from './dino.ts';
import { CONTEXT, defaults, laneOf, scoresIn, totalOf } from './lane.ts';

const [B, L, V, K] = [4, 3, 3, 5];
const values = defaults(method);
const scores = made(2 * B, K, 1, 0.2);

/** One iteration as it is shown, with the factors K and B. */
function iteration(Q: Matrix): Matrix {
  const columns = turned(Q).map(sum);
  return Q.map((row) => row.map((value, k) => value / (K * columns[k]))).map((row) =>
    times(1 / (Q.length * sum(row)), row),
  );
}

/** B Q after some iterations from the start, for a view's rows. */
function assigned(rows: Matrix, rounds: number): Matrix {
  let Q = powers(rows, values.epsilon);
  for (let round = 0; round < rounds; round++) Q = iteration(Q);
  return Q.map((row) => times(rows.length, row));
}

const targetsOf = (rounds: number) => ({
  shown: [...assigned(scores.slice(0, B), rounds), ...assigned(scores.slice(B), rounds)],
  op: method.targets(tensor(scores), {}, { ...values, sinkhorn_iterations: rounds }, CONTEXT).values,
});

export const swav: readonly Claim[] = [
  {
    tex: String.raw`s_{ik} = \Bigl\langle \frac{z_i}{\lVert z_i \rVert},\, c_k \Bigr\rangle`,
    compare: () => {
      const [z, c] = [made(B, 8, 1), made(12, 8, 2)];
      return [
        {
          shown: z.map((row) => c.map((own) => dot(unit(row), own))),
          op: scoresIn({ method: 'swav' }, z, c),
        },
      ];
    },
  },
  {
    tex: String.raw`s_a \leftarrow [\, s_a^{\text{queue}};\, s_a \,] \in \mathbb R^{(L + B) \times K}`,
    compare: () => {
      const kept = made(2 * L, K, 2, 0.2);
      const view = (a: number) =>
        assigned([...kept.slice(a * L, (a + 1) * L), ...scores.slice(a * B, (a + 1) * B)], 3).slice(L);
      const op = balancedWith(tensor(kept), tensor(scores), values.epsilon, 3);
      return [{ shown: [...view(0), ...view(1)], op }];
    },
  },
  {
    tex: String.raw`Q = \exp( s_a / \varepsilon )`,
    compare: () => [targetsOf(1)],
  },
  {
    tex: String.raw`Q_{ik} \leftarrow \frac{Q_{ik}}{K \sum_j Q_{jk}}, \quad\text{then}\quad Q_{ik} \leftarrow \frac{Q_{ik}}{B \sum_l Q_{il}}`,
    compare: () => [targetsOf(2), targetsOf(3)],
  },
  {
    tex: String.raw`q_a = B\, Q`,
    compare: () => [
      { shown: scores.map(() => 1), op: tf.sum(targetsOf(3).op, 1) },
      { shown: sinkhorn(powers(scores.slice(B), values.epsilon), 3), op: tf.slice(targetsOf(3).op, [B, 0]) },
    ],
  },
  {
    tex: String.raw`\mathcal L = -\frac{1}{2 (V - 1) B} \sum_{a \in \{1, 2\}} \sum_{b \ne a} \sum_{i=1}^{B} \bigl\langle q_{a,i},\, \log \operatorname{softmax}(s_{b,i} / \tau) \bigr\rangle`,
    compare: () => {
      const student = made(V * B, K, 3, 0.2);
      const targets = method.targets(tensor(scores), {}, values, CONTEXT);
      const shown = acrossViews(targetsOf(3).shown, student, B, values.temperature);
      return [{ shown, op: totalOf(method.loss(tensor(student), targets, values, CONTEXT).terms) }];
    },
  },
  {
    tex: String.raw`c_k \leftarrow c_k / \lVert c_k \rVert`,
    compare: () => {
      const { lane, state } = laneOf({ method: 'swav' });
      const grown = tf.mul(
        state.pack,
        tf.randomUniform(state.pack.shape, 0.5, 2, 'float32', 1),
      ) as tf.Tensor2D;
      const at = segmentAt(lane, PROTOTYPES);
      const rows = segmentOf(grown, at, 'student').arraySync() as number[][];
      return [{ shown: rows.map(unit), op: segmentOf(settle(lane, grown, [PROTOTYPES]), at, 'student') }];
    },
  },
];
