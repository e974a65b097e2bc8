import * as tf from '@tensorflow/tfjs';
import { capi as method } from '../../src/methods/capi.ts';
import { PROTOTYPES } from '../../src/train/lane/lane.ts';
import { teacherOf, weightsOf } from '../../src/train/lane/state.ts';
import { embedGlobalViews } from '../../src/train/step/embedding.ts';
import { constantsOf, score } from '../../src/train/step/scores.ts';
import { crossEntropy, dot, type Matrix, made, mean, sinkhorn, tensor, unit } from './arrays.ts';
import { type Claim, difference, type Numbers } from './claim.ts';
import { defaults, laneOf, maskedContext, SHAPE, totalOf, VIT } from './lane.ts';

const [N, P, K] = [6, 4, 5];
const values = defaults(method);
/** Images 0 and 3 are far from every cluster, so that their sums fall below eps. */
const teacher = made(N * P, K, 1).map((row, i) => row.map((value) => (i % (3 * P) < P ? value - 9 : value)));

/** exp(s/τ - max + 50) of the images at one place. */
function start(rows: Matrix): Matrix {
  const tops = rows[0].map((_, k) => Math.max(...rows.map((row) => row[k])));
  return rows.map((row) => row.map((value, k) => Math.exp((value - tops[k]) / values.target_temp + 50)));
}

/** Targets after some iterations, place by place. */
function targetsOf(rounds: number) {
  const places = Array.from({ length: P }, (_, p) =>
    sinkhorn(start(teacher.filter((_, row) => row % P === p)), rounds, 1e-8),
  );
  const shown = teacher.map((_, row) => places[row % P][Math.floor(row / P)]);
  const { context } = maskedContext(N, P);
  const settings = { ...values, sinkhorn_iterations: rounds };
  return { shown, op: method.targets(tensor(teacher), {}, settings, context).values };
}

/** A lane's embeddings of images under a mask that hides every other patch. */
function embedded(images: tf.Tensor4D, hides: 0 | 1) {
  const { lane, state } = laneOf({ method: 'capi', prototypes: 'clustering', ...VIT });
  const hidden = tf.tensor1d(Array.from({ length: 8 * lane.patches }, (_, i) => (i % 2 === hides ? 1 : 0)));
  const own = teacherOf(lane, state);
  const student = weightsOf(lane, state, 'student');
  const [views] = embedGlobalViews(lane, state, own, student, images, hidden).embedded;
  const at = (rows: tf.Tensor2D, bit: number) =>
    (rows.arraySync() as number[][]).filter((_, i) => (i % 2 === hides) === (bit === 1));
  const { teacher: seen } = views;
  const predicted = views.net.studentRows(views.z);
  return {
    lane,
    state,
    views,
    teacher: seen,
    predictions: at(predicted, 1),
    classifier: student('head/classifier'),
  };
}

const imagesOf = (seed: number): tf.Tensor4D =>
  tf.randomNormal([8, SHAPE.height, SHAPE.width, 1], 0, 1, 'float32', seed);

/** Images whose every other patch of 4 x 4 pixels is that of `others`. */
function replaced(images: tf.Tensor4D, others: tf.Tensor4D, hides: 0 | 1): tf.Tensor4D {
  const bits = Array.from({ length: 64 }, (_, i) => {
    const patch = Math.floor(i / 32) * 2 + Math.floor((i % 8) / 4);
    return patch % 2 === hides ? 1 : 0;
  });
  const bit = tf.tensor4d(bits, [1, 8, 8, 1]);
  return tf.add(tf.mul(images, tf.sub(1, bit)), tf.mul(others, bit));
}

export const capi: readonly Claim[] = [
  {
    tex: String.raw`Q_{n,p,k} = \exp\Bigl( \frac{\hat s_{n,p,k}}{\tau_t} - \max_m \frac{\hat s_{m,p,k}}{\tau_t} + 50 \Bigr)`,
    compare: () => [targetsOf(1)],
  },
  {
    tex: String.raw`Q_{n,p,k} \leftarrow \frac{Q_{n,p,k}}{\sum_m Q_{m,p,k} + \epsilon}, \quad\text{then}\quad Q_{n,p,k} \leftarrow \frac{Q_{n,p,k}}{\sum_l Q_{n,p,l} + \epsilon}`,
    compare: () => [targetsOf(2), targetsOf(3)],
  },
  {
    tex: String.raw`\mathcal L = -\frac{1}{\lvert M \rvert} \sum_{(n,p) \in M} \bigl\langle t_{n,p},\, \log \operatorname{softmax}(s_{n,p} / \tau_s) \bigr\rangle`,
    compare: () => {
      const { context, masked } = maskedContext(N, P);
      const student = made(N * P, K, 2);
      const targets = method.targets(tensor(teacher), {}, values, context);
      const t = targetsOf(3).shown;
      const rows = masked.flatMap((own, n) => own.map((p) => n * P + p));
      const shown = mean(rows.map((row) => crossEntropy(t[row], student[row], values.student_temp)));
      return [{ shown, op: totalOf(method.loss(tensor(student), targets, values, context).terms) }];
    },
  },
  {
    tex: String.raw`z_{n,p} = f\bigl( g_p( \mathrm{enc}(x_n \setminus M) ) \bigr), \qquad \hat z_{n,p} = \hat f\bigl( \widehat{\mathrm{enc}}(x_n)_p \bigr)`,
    compare: () => {
      const images = imagesOf(1);
      const [one, other] = [embedded(images, 0), embedded(replaced(images, imagesOf(2), 0), 0)];
      const seen = embedded(replaced(images, imagesOf(2), 1), 0);
      const differs = (a: Numbers, b: Numbers) => (difference({ shown: a, op: b }) > 0.01 ? 1 : 0);
      // a prediction depends on what is visible alone, and the teacher on the whole image but not on the mask
      return [
        { shown: one.predictions, op: other.predictions },
        { shown: 1, op: differs(one.predictions, seen.predictions) },
        { shown: one.teacher, op: embedded(images, 1).teacher },
        { shown: 1, op: differs(one.teacher, other.teacher) },
      ];
    },
  },
  {
    tex: String.raw`s_{n,p,k} = \bigl\langle z_{n,p} / \lVert z_{n,p} \rVert,\, a_k \bigr\rangle`,
    compare: () => {
      const { lane, state, views, teacher: seen, classifier } = embedded(imagesOf(1), 0);
      const constants = constantsOf(lane, state.banks);
      const scores = score(lane, views, constants);
      const [a, c] = [classifier, constants.get(PROTOTYPES)].map((rows) => rows?.arraySync() as number[][]);
      const z = views.net.studentRows(views.z).arraySync() as number[][];
      const cosines = (rows: Matrix, by: Matrix) => rows.map((row) => by.map((own) => dot(unit(row), own)));
      return [
        { shown: cosines(z, a), op: scores.student },
        { shown: cosines(seen.arraySync() as number[][], c), op: scores.teacher },
      ];
    },
  },
];
