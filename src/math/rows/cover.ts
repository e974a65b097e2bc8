import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { cosineBlock } from '../webgpu/cosine-block.ts';
import { coverRows } from '../webgpu/cover-rows.ts';
import { normaliseRows } from './sphere.ts';

// The count of unique prototypes (metrics/tally.ts) needs all cosines, but never all at once. One op compares some
// rows with some earlier ones and leaves two numbers for each row.

/** Some rows of a matrix of unit rows [n, D]. */
export interface Rows {
  readonly units: tf.Tensor2D;
  readonly from: number;
  readonly count: number;
}

/** Bits of a word. A word is a float32, which is exact up to 2^24. */
const WORD_BITS = 24;

/**
 * Compares `rows` with the earlier rows `columns`. Gives two numbers for each row, [rows, 2]: the bits at which some
 * column covers it, and the sum over the columns of exp(-2 |x - y|²) = exp(4 cos - 4). A column covers a row at a bit
 * that is set in the column's word when 1 - cos < ε, both rounded to float32. Bit e + s epsilons.length stands for ε
 * number e of cover number s of `sets`. `words` has one word for each row of `columns.units`.
 */
export function cover(
  rows: Rows,
  columns: Rows,
  words: tf.Tensor1D,
  epsilons: readonly number[],
  sets: number,
): tf.Tensor2D {
  const inputs = { a: rows.units, b: columns.units, words };
  return coverKernel(inputs, { ...blockOf(rows, columns), epsilons, sets })[0];
}

/** Cosines of `rows` with each of `columns`, [rows, columns]. */
export function cosinesOf(rows: Rows, columns: Rows): tf.Tensor2D {
  return cosinesKernel({ a: rows.units, b: columns.units }, blockOf(rows, columns))[0];
}

/**
 * Rows of x [n, D] at unit length, and their L1 norms [n]. A row whose norm is 0 or not finite is dead, and its unit
 * row is meaningless. Rows are first divided by their L1 norm, so that no square leaves float32's range.
 */
export function unitsOf(x: tf.Tensor2D): { units: tf.Tensor2D; norms: tf.Tensor1D } {
  return tf.tidy(() => {
    const norms = tf.sum(tf.abs(x), 1, true);
    return { units: normaliseRows(tf.div(x, norms)), norms: tf.reshape(norms, [x.shape[0]]) };
  });
}

const slice = (x: tf.Tensor2D, from: number, count: number): tf.Tensor2D =>
  tf.slice(x, [from, 0], [count, x.shape[1]]);

interface Block {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

const blockOf = (rows: Rows, columns: Rows): Block => ({
  row: rows.from,
  rows: rows.count,
  column: columns.from,
  columns: columns.count,
});

const cosinesKernel = defineKernel<
  { readonly a: tf.Tensor2D; readonly b: tf.Tensor2D },
  Block,
  [cosines: tf.Tensor2D]
>('Cosines', {
  composed: ({ a, b }, { row, rows, column, columns }) => [
    tf.matMul(slice(a, row, rows), slice(b, column, columns), false, true),
  ],
  webgpu: ({ a, b }, { row, rows, column, columns }, gpu) => {
    const of = { units: a, from: row, count: rows };
    const to = { units: b, from: column, count: columns };
    return [cosineBlock(gpu, of, to, a.shape[1])];
  },
});

const coverKernel = defineKernel<
  { readonly a: tf.Tensor2D; readonly b: tf.Tensor2D; readonly words: tf.Tensor1D },
  Block & { readonly epsilons: readonly number[]; readonly sets: number },
  [covers: tf.Tensor2D]
>('Cover', {
  composed: ({ a, b, words }, { epsilons, sets, ...block }) => {
    const { column, columns } = block;
    const [cosines] = cosinesKernel({ a, b }, block);
    const distance = tf.sub(1, cosines);
    const word = tf.reshape(tf.slice(words, column, columns), [columns, 1]);
    const covered = epsilons.map((epsilon, e) => {
      const places = Array.from({ length: sets }, (_, s) => 2 ** (e + s * epsilons.length));
      const bits: tf.Tensor2D = tf.mod(tf.floor(tf.div(word, tf.tensor2d(places, [1, sets]))), 2);
      const close: tf.Tensor2D = tf.cast(tf.less(distance, epsilon), 'float32');
      const hit = tf.minimum(1, tf.matMul(close, bits));
      return tf.sum(tf.mul(hit, tf.tensor2d(places, [1, sets])), 1, true);
    });
    const spread = tf.sum(tf.exp(tf.mul(4, tf.sub(cosines, 1))), 1, true);
    return [tf.concat([tf.addN(covered), spread], 1)];
  },
  webgpu: ({ a, b, words }, { epsilons, sets, ...block }, gpu) => {
    const [cosines] = cosinesKernel({ a, b }, block);
    const { rows, columns, column } = block;
    const seen = { cosines, rows, columns, words, from: column };
    const out = coverRows(gpu, seen, epsilons, sets);
    cosines.dispose();
    return [out];
  },
  wasm: ({ a, b, words }, { row, rows, column, columns, epsilons, sets }, heap) => {
    const D = a.shape[1];
    const { kernels, at } = heap;
    const out = heap.output([rows, 2]);
    const scratch = heap.scratch(kernels.gemmScratch() + (WORD_BITS + rows * columns) * 4);
    const limits = scratch + kernels.gemmScratch();
    const cosines = limits + WORD_BITS * 4;
    heap.floats(limits, epsilons.length).set(epsilons);
    const x = at(a) + row * D * 4;
    const y = at(b) + column * D * 4;
    kernels.gemm(rows, columns, D, x, D * 4, 4, y, 4, D * 4, cosines, columns * 4, false, scratch);
    const from = at(words) + column * 4;
    kernels.coverRows(cosines, rows, columns, from, limits, epsilons.length, sets, at(out));
    return [out];
  },
});
