import * as tf from '@tensorflow/tfjs';
import { random } from '../../src/base/random.ts';
import { SECTIONS } from '../../src/math/update/pack.ts';
import { joint as estimator } from '../../src/prototypes/joint.ts';
import { PROTOTYPES } from '../../src/train/lane/lane.ts';
import { hold } from '../../src/train/lane/state.ts';
import { lossOf } from '../../src/train/step/observation.ts';
import { step } from '../../src/train/step/step.ts';
import { argmax, dot, koleo, made, minus, tensor, unit } from './arrays.ts';
import type { Claim, Compared } from './claim.ts';
import { laneOf, SHAPE } from './lane.ts';

const rows = made(7, 5, 1);
const weight = 0.3;

const term = () => estimator.regularise?.(tensor(rows), { koleo_weight: weight });

/** The slope of L + wR along a step of plain gradient descent: minus the step's length over its learning rate, which
 *  is that of the encoder or, for prototypes, a multiple of it. Without decay of the rest, prototypes have none. */
async function alongTheStep(): Promise<readonly Compared[]> {
  const [lr, multiplier] = [0.01, 3];
  const { lane, state, config } = laneOf({
    method: 'dino',
    initial_weights: 'pytorch',
    optimizer: 'sgd',
    'sgd.momentum': 0,
    clip_grad: 0,
    weight_decay: 0,
    weight_decay_end: 0,
    warmup: 0,
    lr,
    prototype_lr_multiplier: multiplier,
    'joint.koleo_weight': 1,
  });
  const images = tf.randomNormal<tf.Rank.R4>([8, SHAPE.height, SHAPE.width, 1], 0, 1, 'float32', 2);
  const run = async (from: typeof state) => {
    const { state: after, seen } = step(lane, hold(from), images, config, random(1));
    return { pack: (await after.pack.data()).slice(), loss: await lossOf(seen) };
  };
  const before = (await state.pack.data()).slice();
  const first = SECTIONS.student * state.pack.shape[1];
  const { pack } = await run(state);
  const compared: Compared[] = [];
  for (const rate of [lr, lr * multiplier]) {
    const columns = lane.layout.segments
      .filter(({ kind, address }) => kind === 'weight' && (address === PROTOTYPES) === (rate !== lr))
      .flatMap(({ offset, size }) => Array.from({ length: size }, (_, i) => first + offset + i));
    const way = columns.map((at) => pack[at] - before[at]);
    const length = Math.hypot(...way);
    const lossAt = async (far: number) => {
      const moved = before.slice();
      way.forEach((value, i) => {
        moved[columns[i]] += (far * value) / length;
      });
      return (await run({ ...state, pack: tf.tensor2d(moved, state.pack.shape) })).loss;
    };
    const h = 0.002;
    const slope = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h);
    const wanted = -length / rate;
    // differences are right to a hundredth, which a claim to 1e-4 would refuse
    compared.push({ shown: 1, op: Math.abs(slope / wanted - 1) < 0.01 ? 1 : slope / wanted });
  }
  return compared;
}

export const joint: readonly Claim[] = [
  {
    tex: String.raw`(\theta, C) \leftarrow \operatorname{update}\bigl( \nabla_{\theta, C}\, [\, \mathcal L(\theta, C) + w\, \mathcal R(C)\, ] \bigr)`,
    compare: alongTheStep,
  },
  {
    tex: String.raw`\mathcal R(C) = -\frac{1}{K} \sum_k \log\bigl( \lVert \bar c_k - \bar c_{n(k)} + \delta \rVert + \delta \bigr), \quad \bar c_k = c_k / \lVert c_k \rVert`,
    compare: () => [{ shown: weight * koleo(rows), op: term()?.loss ?? Number.NaN }],
  },
  {
    tex: String.raw`n(k) = \operatorname*{argmax}_{j \ne k} \langle \bar c_k, \bar c_j \rangle`,
    compare: () => {
      // the slope of -1/K Σ log |c_k - c_n(k)| to unit rows, brought back to the rows: a neighbour gets the opposite
      const units = rows.map(unit);
      const slope = units.map((row) => row.map(() => 0));
      units.forEach((own, k) => {
        const n = argmax(units.map((other, j) => (j === k ? Number.NEGATIVE_INFINITY : dot(own, other))));
        const gap = minus(own, units[n]);
        gap.forEach((value, d) => {
          const pull = (-weight * value) / (rows.length * dot(gap, gap));
          slope[k][d] += pull;
          slope[n][d] -= pull;
        });
      });
      const shown = slope.map((row, k) => {
        const along = dot(row, units[k]);
        return row.map((value, d) => (value - along * units[k][d]) / Math.hypot(...rows[k]));
      });
      return [{ shown, op: term()?.slope ?? Number.NaN }];
    },
  },
];
