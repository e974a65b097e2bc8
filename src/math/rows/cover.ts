import * as tf from '@tensorflow/tfjs';
import { type Attributes, defineKernel, runKernel } from '../kernel/kernel.ts';
import { cosineBlock } from '../webgpu/cosine-block.ts';
import { coverRows } from '../webgpu/cover-rows.ts';
import { normaliseRows } from './sphere.ts';

// Counting unique prototypes (metrics/tally.ts) needs all cosines, but never all at once: one op looks at some
// rows against some earlier ones and leaves two numbers a row.

/** Some rows of a matrix of unit rows [n, D]. */
export interface Rows {
  readonly units: tf.Tensor2D;
  readonly from: number;
  readonly count: number;
}

/** A word is held as a float32, which counts exactly to 2^24. */
export const WORD_BITS = 24;

/**
 * How `rows` stand to the earlier rows `columns`, [rows, 2]. First the word that covers each: the union, over the
 * columns, of the bits of the column's word (in `words`, one for each row of `columns.units`) at which the two are
 * close. Bit e + s epsilons.length is ε number e of cover number s of `sets`; close is 1 - cos < ε, both rounded to
 * float32. Then the sum over the columns of exp(-2 |x - y|²) = exp(4 cos - 4).
 */
export function cover(
  rows: Rows,
  columns: Rows,
  words: tf.Tensor1D,
  epsilons: readonly number[],
  sets: number,
): tf.Tensor2D {
  const attributes: Attributes = {
    row: rows.from,
    rows: rows.count,
    column: columns.from,
    columns: columns.count,
    sets,
    count: epsilons.length,
    ...Object.fromEntries(epsilons.map((epsilon, e) => [`e${e}`, epsilon])),
  };
  return runKernel('Cover', { a: rows.units, b: columns.units, words }, attributes)[0] as tf.Tensor2D;
}

/** Cosines of `rows` with each of `columns`, [rows, columns]. */
export function cosinesOf(rows: Rows, columns: Rows): tf.Tensor2D {
  const sizes = { row: rows.from, rows: rows.count, column: columns.from, columns: columns.count };
  return runKernel('Cosines', { a: rows.units, b: columns.units }, sizes)[0] as tf.Tensor2D;
}

/**
 * Rows of x [n, D] at unit length, and their L1 norms [n]: rows whose norm is 0 or not finite are dead, and their
 * unit rows meaningless. The L1 norm goes first, so that no square leaves float32's range.
 */
export function unitsOf(x: tf.Tensor2D): { units: tf.Tensor2D; norms: tf.Tensor1D } {
  return tf.tidy(() => {
    const norms = tf.sum(tf.abs(x), 1, true) as tf.Tensor2D;
    return {
      units: normaliseRows(tf.div(x, norms)),
      norms: tf.reshape(norms, [x.shape[0]]) as tf.Tensor1D,
    };
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

function blockOf(attributes: Attributes): Block {
  const { row, rows, column, columns } = attributes as Readonly<Record<string, number>>;
  return { row, rows, column, columns };
}

function limitsOf(attributes: Attributes): { epsilons: number[]; sets: number } {
  const { count, sets } = attributes as Readonly<Record<string, number>>;
  return { epsilons: Array.from({ length: count }, (_, e) => attributes[`e${e}`] as number), sets };
}

defineKernel('Cosines', {
  composed: ({ a, b }, attributes) => {
    const { row, rows, column, columns } = blockOf(attributes);
    const y = slice(b as tf.Tensor2D, column, columns);
    return [tf.matMul(slice(a as tf.Tensor2D, row, rows), y, false, true)];
  },
  webgpu: ({ a, b }, attributes, gpu) => {
    const { row, rows, column, columns } = blockOf(attributes);
    const of = { units: a as tf.Tensor, from: row, count: rows };
    const to = { units: b as tf.Tensor, from: column, count: columns };
    return [cosineBlock(gpu, of, to, (a as tf.Tensor2D).shape[1])];
  },
});

defineKernel('Cover', {
  composed: ({ a, b, words }, attributes) => {
    const block = blockOf(attributes);
    const { column, columns } = block;
    const { epsilons, sets } = limitsOf(attributes);
    const [cosines] = runKernel('Cosines', { a, b }, { ...block });
    const distance = tf.sub(1, cosines);
    const word = tf.reshape(tf.slice(words as tf.Tensor1D, column, columns), [columns, 1]);
    const covered = epsilons.map((epsilon, e) => {
      const places = Array.from({ length: sets }, (_, s) => 2 ** (e + s * epsilons.length));
      const bits = tf.mod(tf.floor(tf.div(word, tf.tensor2d(places, [1, sets]))), 2) as tf.Tensor2D;
      const close = tf.cast(tf.less(distance, epsilon), 'float32') as tf.Tensor2D;
      const hit = tf.minimum(1, tf.matMul(close, bits));
      return tf.sum(tf.mul(hit, tf.tensor2d(places, [1, sets])), 1, true);
    });
    const spread = tf.sum(tf.exp(tf.mul(4, tf.sub(cosines, 1))), 1, true);
    return [tf.concat([tf.addN(covered), spread], 1)];
  },
  webgpu: ({ a, b, words }, attributes, gpu) => {
    const block = blockOf(attributes);
    const { epsilons, sets } = limitsOf(attributes);
    const [cosines] = runKernel('Cosines', { a, b }, { ...block });
    const { rows, columns, column } = block;
    const seen = { cosines, rows, columns, words: words as tf.Tensor, from: column };
    const out = coverRows(gpu, seen, epsilons, sets);
    cosines.dispose();
    return [out];
  },
  wasm: ({ a, b, words }, attributes, heap) => {
    const { row, rows, column, columns } = blockOf(attributes);
    const { epsilons, sets } = limitsOf(attributes);
    const D = (a as tf.Tensor2D).shape[1];
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
