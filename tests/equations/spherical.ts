import * as tf from '@tensorflow/tfjs';
import { type Spherical, sphericalAt, sphericalStep } from '../../src/math/estimators/spherical.ts';
import { observeWhitening, whiten, whiteningAt } from '../../src/math/estimators/whitening.ts';
import { normaliseRows } from '../../src/math/rows/sphere.ts';
import { spherical as estimator } from '../../src/prototypes/spherical.ts';
import {
  argmax,
  dot,
  type Matrix,
  made,
  mean,
  minus,
  plus,
  product,
  sum,
  tensor,
  times,
  turned,
  unit,
  zeros,
} from './arrays.ts';
import type { Claim } from './claim.ts';

const [K, D, n, ETA] = [5, 3, 8, 0.9];
const initial = made(K, D, 1).map(unit);
const [h, later] = [made(n, D, 2).map(unit), made(n, D, 3).map(unit)];
const PICKS = Array.from({ length: 16 }, (_, i) => i % n);

/** Winners, their counts, and what they leave of S⁰ and S¹. */
function won(features: Matrix, s0: readonly number[], s1: Matrix) {
  const a = features.map((row) => argmax(s1.map(unit).map((c) => dot(row, c))));
  const counts = s1.map((_, k) => a.filter((own) => own === k).length);
  const keep = counts.map((count) => ETA ** count);
  return {
    counts,
    s0: s0.map((mass, k) => keep[k] * mass + counts[k]),
    s1: s1.map((row, k) => features.filter((_, i) => a[i] === k).reduce(plus, times(keep[k], row))),
  };
}

const ones = initial.map(() => 1);
const begun = (): Spherical => sphericalAt(tensor(initial), n);
const stepped = (): Spherical => sphericalStep(tensor(h), begun(), ETA, PICKS);

/** A state in which cluster 2 is dead: old, and hardly used. */
function withOneDead(): Spherical {
  const rest = (value: number, dead: number) => tf.tensor2d(initial.map((_, k) => [k === 2 ? dead : value]));
  return { ...stepped(), used: rest(n / K, 0), age: rest(40, 40), s1: tensor(apart) };
}
/** Cluster 2 is where no feature is. */
const apart: Matrix = initial.map((row, k) => (k === 2 ? times(-1, unit(later.reduce(plus))) : row));

const whitened = () => {
  const z = made(24, D, 4).map((row) => [row[0], 2 * row[1] + row[0], row[2] / 3]);
  const center = turned(z).map(mean);
  const gaps = z.map((row) => minus(row, center));
  const covariance = turned(gaps).map((a) => turned(gaps).map((b) => dot(a, b) / z.length));
  const trace = sum(covariance.map((row, d) => row[d]));
  const A = covariance.map((row, d) => row.map((value, e) => value + (d === e ? (1e-3 * trace) / D : 0)));
  return { z, gaps, A, whitening: observeWhitening(tensor(z), whiteningAt(D), 0) };
};

export const spherical: readonly Claim[] = [
  {
    tex: String.raw`h_i = \frac{(z_i - m)\, W}{\lVert (z_i - m)\, W \rVert}, \quad W = \bigl( S + \lambda\, \tfrac{1}{D} \operatorname{tr}(S)\, I \bigr)^{-1/2}`,
    compare: () => {
      const { z, gaps, A, whitening } = whitened();
      const W = whitening.matrix.arraySync() as number[][];
      const identity = A.map((row, d) => row.map((_, e) => (d === e ? 1 : 0)));
      return [
        { shown: identity, op: product(product(W, A), W) },
        { shown: W, op: turned(W) },
        { shown: product(gaps, W).map(unit), op: normaliseRows(whiten(tensor(z), whitening)) },
      ];
    },
  },
  {
    tex: String.raw`a_i = \operatorname*{argmax}_k \langle h_i, c_k \rangle, \quad n_k = \#\{ i : a_i = k \}, \quad \lambda_k = \eta^{n_k}`,
    compare: () => {
      const { counts } = won(h, ones, initial);
      return [{ shown: counts.map((count) => ETA ** count + count), op: stepped().s0 }];
    },
  },
  {
    tex: String.raw`S^0_k \leftarrow \lambda_k S^0_k + n_k, \quad S^1_k \leftarrow \lambda_k S^1_k + \sum_{i : a_i = k} h_i`,
    compare: () => {
      const one = won(h, ones, initial);
      const shown = won(later, one.s0, one.s1);
      const op = sphericalStep(tensor(later), stepped(), ETA, PICKS);
      return [
        { shown: shown.s0, op: op.s0 },
        { shown: shown.s1, op: op.s1 },
      ];
    },
  },
  {
    tex: String.raw`u_k \leftarrow u_k + \frac{n_k - u_k}{50}, \quad t_k \leftarrow t_k + 1`,
    compare: () => {
      const { counts } = won(h, ones, initial);
      const even = n / K;
      return [
        { shown: counts.map((count) => even + (count - even) / 50), op: stepped().used },
        { shown: ones, op: stepped().age },
      ];
    },
  },
  {
    tex: String.raw`u_k < 0.1 \cdot \frac{2B}{K},\; t_k > 25 \;\Longrightarrow\; S^0_k \leftarrow 1,\; S^1_k \leftarrow h^{\text{old}}_j,\; u_k \leftarrow \frac{2B}{K},\; t_k \leftarrow 0`,
    compare: () => {
      const state = withOneDead();
      const op = sphericalStep(tensor(later), state, ETA, PICKS);
      const plain = won(later, Array.from(state.s0.dataSync()), apart);
      const even = n / K;
      const used = plain.counts.map((count, k) => (k === 2 ? even : even + (count - even) / 50));
      return [
        { shown: [plain.counts[2] + 1], op: [1] },
        { shown: plain.s0.map((mass, k) => (k === 2 ? 1 : mass)), op: op.s0 },
        { shown: plain.s1.map((row, k) => (k === 2 ? h[PICKS[0]] : row)), op: op.s1 },
        { shown: used, op: op.used },
        { shown: zeros(K).map((_, k) => (k === 2 ? 0 : 41)), op: op.age },
      ];
    },
  },
  {
    tex: String.raw`c_k = S^1_k / \lVert S^1_k \rVert`,
    compare: () => [
      { shown: won(h, ones, initial).s1.map(unit), op: estimator.prototypes(stepped()) as tf.Tensor },
    ],
  },
];
