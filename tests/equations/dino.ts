import { dino as method } from '../../src/methods/dino.ts';
import { teacherTemperature } from '../../src/methods/temperature.ts';
import type { Matrix } from './arrays.ts';
import { crossEntropy, dot, made, mean, minus, softmax, sum, tensor, times, turned, unit } from './arrays.ts';
import type { Claim } from './claim.ts';
import { CONTEXT, defaults, scoresIn, totalOf } from './lane.ts';

const [B, V, K] = [3, 4, 5];
const values = defaults(method);
const temperature = teacherTemperature(values, CONTEXT);
const center = made(1, K, 9, 0.1);
const state = { center: () => ({ center: tensor(center) }) };

/** The targets q of two global views, as the equations say. */
export const targetsOf = (scores: Matrix, m: Matrix): Matrix =>
  scores.map((row) => softmax(times(1 / temperature, minus(row, m[0]))));

/** -1/(2 (V-1) B) Σ_{a in {1, 2}} Σ_{b ≠ a} Σ_i <q_a,i, log softmax(s_b,i / τ)>, of crop-major rows. */
export function acrossViews(q: Matrix, s: Matrix, images: number, tau: number): number {
  const views = s.length / images;
  const pairs = [0, 1].flatMap((a) =>
    Array.from({ length: views }, (_, b) => b)
      .filter((b) => b !== a)
      .flatMap((b) =>
        Array.from({ length: images }, (_, i) => crossEntropy(q[a * images + i], s[b * images + i], tau)),
      ),
  );
  return sum(pairs) / (2 * (views - 1) * images);
}

export const dino: readonly Claim[] = [
  {
    tex: String.raw`s_{ik} = \Bigl\langle \frac{z_i}{\lVert z_i \rVert}, \frac{c_k}{\lVert c_k \rVert} \Bigr\rangle`,
    compare: () => {
      const [z, c] = [made(B, 8, 1), made(12, 8, 2)];
      const shown = z.map((row) => c.map((own) => dot(unit(row), unit(own))));
      return [{ shown, op: scoresIn({ method: 'dino' }, z, c) }];
    },
  },
  {
    tex: String.raw`q_i = \operatorname{softmax}\bigl( (\hat s_i - m) / \tau_t \bigr)`,
    compare: () => {
      const scores = made(2 * B, K, 3, 0.2);
      const op = method.targets(tensor(scores), state.center(), values, CONTEXT).values;
      return [{ shown: targetsOf(scores, center), op }];
    },
  },
  {
    tex: String.raw`\tau_t = \tau_0 + (\tau_1 - \tau_0) \min(1,\, t / \lfloor w\, T \rfloor)`,
    compare: () => {
      const steps = 101;
      const { warmup_teacher_temp: start, teacher_temp: end, warmup_teacher_temp_share: w } = values;
      const at = [0, 7, 29, 30, 31, 100];
      const shown = at.map((t) => start + (end - start) * Math.min(1, t / Math.floor(w * steps)));
      return [{ shown, op: at.map((step) => teacherTemperature(values, { ...CONTEXT, step, steps })) }];
    },
  },
  {
    tex: String.raw`\mathcal L = -\frac{1}{2 (V - 1) B} \sum_{a \in \{1, 2\}} \sum_{b \ne a} \sum_{i=1}^{B} \bigl\langle q_{a,i},\, \log \operatorname{softmax}(s_{b,i} / \tau_s) \bigr\rangle`,
    compare: () => {
      const [teacher, student] = [made(2 * B, K, 3, 0.2), made(V * B, K, 4, 0.2)];
      const targets = method.targets(tensor(teacher), state.center(), values, CONTEXT);
      const shown = acrossViews(targetsOf(teacher, center), student, B, values.student_temp);
      return [{ shown, op: totalOf(method.loss(tensor(student), targets, values, CONTEXT).terms) }];
    },
  },
  {
    tex: String.raw`m \leftarrow \mu\, m + (1 - \mu)\, \frac{1}{2B} \sum_i \hat s_i`,
    compare: () => {
      const scores = made(2 * B, K, 5);
      const mu = values.center_momentum;
      const shown = turned(scores).map((column, k) => mu * center[0][k] + (1 - mu) * mean(column));
      return [{ shown, op: method.after(tensor(scores), state.center(), values).center }];
    },
  },
];
