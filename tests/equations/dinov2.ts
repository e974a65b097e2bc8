import * as tf from '@tensorflow/tfjs';
import { dinov2 as method } from '../../src/methods/dinov2.ts';
import type { PatchObjective } from '../../src/methods/method.ts';
import { teacherTemperature } from '../../src/methods/temperature.ts';
import { koleo, type Matrix, made, powers, sinkhorn, sum, tensor } from './arrays.ts';
import type { Claim } from './claim.ts';
import { acrossViews } from './dino.ts';
import { overPatches } from './ibot.ts';
import { CONTEXT, defaults, maskedContext, totalOf } from './lane.ts';

const [N, P, K, F] = [6, 4, 5, 7];
const values = { ...defaults(method), patch_weight: 0.7 };
const patches = method.patches as PatchObjective<typeof method.knobs>;
const temperature = teacherTemperature(values, CONTEXT);
const [cls, own, features] = [made(N, K, 1, 0.2), made(N, K, 2, 0.2), made(N, F, 3)];
const [teacher, student] = [made(N * P, K, 4, 0.2), made(N * P, K, 5, 0.2)];

const sk = (rows: Matrix, rounds = 3): Matrix => sinkhorn(powers(rows, temperature), rounds);
const koLeoTerm = () => method.onFeatures?.(tensor(features), values);

/** The targets of patches: one number for each that is masked. */
function patchTargets(masked: readonly (readonly number[])[]): Matrix {
  const rows = masked.flatMap((of, n) => of.map((p) => n * P + p));
  const u = sk(rows.map((row) => teacher[row]));
  const all = teacher.map((row) => row.map(() => 0));
  rows.forEach((row, i) => {
    all[row] = [...u[i]];
  });
  return all;
}

export const dinov2: readonly Claim[] = [
  {
    tex: String.raw`Q = e^{x}, \qquad Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_j Q_{jk}} \;\text{then}\; Q_{ik} \leftarrow \frac{Q_{ik}}{\sum_l Q_{il}}, \qquad \operatorname{SK}(x) = Q`,
    compare: () =>
      [1, 3].map((rounds) => ({
        shown: sk(cls, rounds),
        op: method.targets(tensor(cls), {}, { ...values, sinkhorn_iterations: rounds }, CONTEXT).values,
      })),
  },
  {
    tex: String.raw`q = \operatorname{SK}(\hat s / \tau_t), \qquad u = \operatorname{SK}(\hat s^{\mathrm{patch}} / \tau_t)`,
    compare: () => {
      const { context, masked } = maskedContext(N, P);
      const op = patches.targets(tensor(teacher), {}, values, context);
      const hidden = masked.flatMap((of, n) => of.map((p) => n * P + p));
      const rows = tf.tensor1d(hidden, 'int32');
      return [
        { shown: sk(cls), op: method.targets(tensor(cls), {}, values, context).values },
        { shown: hidden.map((row) => patchTargets(masked)[row]), op: tf.gather(op, rows) },
      ];
    },
  },
  {
    tex: String.raw`\mathcal L = \mathcal L_{\mathrm{DINO}}(q) + w\, \mathcal L_{\mathrm{patch}}(u) + w' \sum_{a} \mathcal L_{\mathrm{KoLeo}}(x_a)`,
    compare: () => {
      const { context, masked } = maskedContext(N, P);
      const targets = method.targets(tensor(cls), {}, values, context);
      const ofPatches = patches.targets(tensor(teacher), {}, values, context);
      const op = sum([
        totalOf(method.loss(tensor(own), targets, values, context).terms),
        totalOf(patches.loss(tensor(student), ofPatches, values, context).terms),
        koLeoTerm()?.loss.dataSync()[0] ?? Number.NaN,
      ]);
      const spread = koleo(features.slice(0, N / 2)) + koleo(features.slice(N / 2));
      const shown =
        acrossViews(sk(cls), own, N / 2, values.student_temp) +
        values.patch_weight * overPatches(patchTargets(masked), student, masked, values.student_temp) +
        values.koleo_weight * spread;
      return [{ shown, op }];
    },
  },
  {
    tex: String.raw`\mathcal L_{\mathrm{KoLeo}}(x) = -\frac{1}{B} \sum_{i} \log\bigl( \lVert \bar x_i - \bar x_{n(i)} + \delta \rVert + \delta \bigr), \quad n(i) = \operatorname*{argmax}_{j \ne i} \langle \bar x_i, \bar x_j \rangle`,
    compare: () => {
      const op = koLeoTerm()?.loss.dataSync()[0] ?? Number.NaN;
      const shown = koleo(features.slice(0, N / 2)) + koleo(features.slice(N / 2));
      return [{ shown, op: op / values.koleo_weight }];
    },
  },
];
