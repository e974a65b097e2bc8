import * as tf from '@tensorflow/tfjs';
import { random } from '../../src/base/random.ts';
import { clusteringStep, clustersAt, onlineClustering } from '../../src/math/estimators/clustering.ts';
import { clustering as estimator } from '../../src/prototypes/clustering.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { crossEntropy, type Matrix, made, mean, product, sinkhorn, tensor, turned, unit } from './arrays.ts';
import type { Claim } from './claim.ts';

const [N, P, K, D] = [6, 2, 5, 4];
const values = valuesOf(checked({ prototypes: 'clustering' }), estimator.knobs, 'clustering');
const h = made(N * P, D, 1).map(unit);
const c = made(K, D, 2);
const scores = product(h, turned(c));

/** t after some iterations, with all rows together or place by place. */
function targets(rounds: number, positions: number): Matrix {
  const tau = values.target_temp;
  const at = (place: number) => {
    const rows = scores.filter((_, i) => i % positions === place);
    const tops = turned(rows).map((column) => Math.max(...column));
    return sinkhorn(
      rows.map((row) => row.map((value, k) => Math.exp(value / tau - tops[k] / tau + 50))),
      rounds,
      1e-8,
    );
  };
  const places = Array.from({ length: positions }, (_, place) => at(place));
  return scores.map((_, i) => places[i % positions][Math.floor(i / positions)]);
}

const settings = (iterations: number, positions: number) => ({
  targetTemp: values.target_temp,
  predTemp: values.pred_temp,
  iterations,
  positions,
});

const clustered = (rounds: number, positions: number) =>
  onlineClustering(tensor(h), tensor(c), settings(rounds, positions));

const assigned = (rounds: number) =>
  [1, P].map((positions) => ({
    shown: targets(rounds, positions),
    op: clustered(rounds, positions).assignments,
  }));

export const clustering: readonly Claim[] = [
  {
    tex: String.raw`Q_{ik} = \exp\Bigl( \frac{\langle \hat h_i, c_k \rangle}{\tau_t} - \max_j \frac{\langle \hat h_j, c_k \rangle}{\tau_t} + 50 \Bigr)`,
    compare: () => assigned(1),
  },
  {
    tex: String.raw`Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_j Q_{jk} + \epsilon}, \quad\text{then}\quad Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_l Q_{il} + \epsilon}`,
    compare: () => [...assigned(2), ...assigned(3)],
  },
  {
    tex: String.raw`\mathcal L_c = -\frac{1}{n} \sum_{i} \bigl\langle t_i,\, \log \operatorname{softmax}_k( \langle \hat h_i, c_k \rangle / \tau_p ) \bigr\rangle`,
    compare: () => {
      const t = targets(3, P);
      const shown = mean(scores.map((row, i) => crossEntropy(t[i], row, values.pred_temp)));
      return [{ shown, op: tf.sum(clustered(3, P).losses) }];
    },
  },
  {
    tex: String.raw`c \leftarrow \operatorname{AdamW}(c,\, \nabla_c \mathcal L_c)`,
    compare: () => {
      const { lr } = values;
      const t = targets(3, P);
      // ∇ of the cross-entropy: (Σ t softmax - t) h / (n τ)
      const slope = c.map((_, k) =>
        turned(h).map((column) =>
          mean(
            scores.map((row, i) => {
              const powers = row.map((value) => Math.exp((value - row[0]) / values.pred_temp));
              const share = powers[k] / powers.reduce((a, b) => a + b, 0);
              const mass = t[i].reduce((a, b) => a + b, 0);
              return ((mass * share - t[i][k]) * column[i]) / values.pred_temp;
            }),
          ),
        ),
      );
      // the first step with its bias corrections, and a decay of a hundredth
      const shown = c.map((row, k) =>
        row.map((value, d) => (1 - 0.01 * lr) * value - (lr * slope[k][d]) / (Math.abs(slope[k][d]) + 1e-8)),
      );
      const start = clustersAt(tensor(c));
      const next = estimator.observe?.(tensor(h), start, values, { random: random(1), positions: P });
      const again = clusteringStep(tensor(h), start, settings(3, P), lr);
      return [
        { shown, op: next?.prototypes ?? Number.NaN },
        { shown: c, op: estimator.prototypes(next ?? start) ?? Number.NaN },
        { shown: slope.flat().map((value) => 0.1 * value), op: again.m },
      ];
    },
  },
];
