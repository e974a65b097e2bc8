import * as tf from '@tensorflow/tfjs';
import { random } from '../../src/base/random.ts';

// Plain arithmetic on rows, in float64: what the equations say, without an op of ours.

export type Row = readonly number[];
export type Matrix = readonly Row[];

/** Standard normal values, in float32 so that an op sees the same. */
export function made(rows: number, columns: number, seed: number, scale = 1): Matrix {
  const source = random(seed);
  return Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => Math.fround(scale * source.normal())),
  );
}

export const tensor = (rows: Matrix): tf.Tensor2D => tf.tensor2d(rows.map((row) => [...row]));
export const sum = (values: Row): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: Row): number => sum(values) / values.length;
export const dot = (a: Row, b: Row): number => sum(a.map((value, i) => value * b[i]));
export const unit = (row: Row): Row => row.map((value) => value / Math.hypot(...row));
export const plus = (a: Row, b: Row): Row => a.map((value, i) => value + b[i]);
export const minus = (a: Row, b: Row): Row => a.map((value, i) => value - b[i]);
export const times = (factor: number, row: Row): Row => row.map((value) => factor * value);
export const turned = (rows: Matrix): Matrix => rows[0].map((_, k) => rows.map((row) => row[k]));
export const product = (a: Matrix, b: Matrix): Matrix => {
  const columns = turned(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
};
export const argmax = (row: Row): number => row.indexOf(Math.max(...row));
export const zeros = (size: number): number[] => Array.from({ length: size }, () => 0);

export function softmax(row: Row): Row {
  const top = Math.max(...row);
  const powers = row.map((value) => Math.exp(value - top));
  return times(1 / sum(powers), powers);
}

/** -<q, log softmax(s / τ)>. */
export const crossEntropy = (q: Row, s: Row, temperature: number): number =>
  -dot(
    q,
    softmax(times(1 / temperature, s)).map((value) => Math.log(value)),
  );

/** A round of Sinkhorn-Knopp: columns, then rows, are divided by their sums plus eps. */
function balanced(Q: Matrix, eps: number): Matrix {
  const columns = turned(Q).map(sum);
  return Q.map((row) => row.map((value, k) => value / (columns[k] + eps))).map((row) =>
    times(1 / (sum(row) + eps), row),
  );
}

/** Sinkhorn-Knopp from a start. */
export function sinkhorn(start: Matrix, rounds: number, eps = 0): Matrix {
  let Q = start;
  for (let round = 0; round < rounds; round++) Q = balanced(Q, eps);
  return Q;
}

/** exp(rows / ε). */
export const powers = (rows: Matrix, epsilon: number): Matrix =>
  rows.map((row) => row.map((value) => Math.exp(value / epsilon)));

/** KoLeo of rows, by the nearest neighbour of the largest cosine: -1/n Σ log(|x_i - x_n(i) + δ| + δ). */
export function koleo(rows: Matrix): number {
  const units = rows.map(unit);
  const delta = 1e-8;
  const far = units.map((own, i) => {
    const nearest = argmax(units.map((other, j) => (i === j ? Number.NEGATIVE_INFINITY : dot(own, other))));
    return Math.log(Math.hypot(...minus(own, units[nearest]).map((value) => value + delta)) + delta);
  });
  return -mean(far);
}
