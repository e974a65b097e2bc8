import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { CopyPart, Program } from '../webgpu/gpu.ts';
import { ALIGNMENT, type Layout } from './pack.ts';

/** Gradients laid out as a section of a pack. */
export interface Gradients {
  /** [N]. Zero without a gradient. */
  readonly values: tf.Tensor1D;
  /** Σ g² of each run of 64 floats, for clipping, [N / 64]. */
  readonly squares: tf.Tensor1D;
}

/**
 * Lays gradients out as a section. A gradient of one rank more than its weight, [S, ...], is S shares, which are
 * summed. The "gradients" of running statistics are the teacher's batch statistics. Throws an Error for a wrong size.
 */
export function gather(layout: Layout, given: Readonly<Record<string, tf.Tensor>>): Gradients {
  const gradients: tf.Tensor[] = [];
  const places: Place[] = [];
  for (const { address, offset, size, shape } of layout.segments) {
    const gradient = given[address];
    if (!gradient) continue;
    const shares = gradient.rank === shape.length + 1 ? gradient.shape[0] : 1;
    if (gradient.size !== shares * size)
      throw new Error(`the gradient at ${address} has ${gradient.size} values, its weight ${size}`);
    gradients.push(gradient);
    places.push({ offset, size, shares });
  }
  const [values, squares] = gatherKernel({ gradients }, { places, length: layout.length });
  return { values, squares };
}

/** A gradient's first float in the section, its size in floats, and its number of shares. */
interface Place {
  readonly offset: number;
  readonly size: number;
  readonly shares: number;
}

const gatherKernel = defineKernel<
  { readonly gradients: readonly tf.Tensor[] },
  /** One place for each gradient, in ascending order of offsets. */
  { readonly places: readonly Place[]; readonly length: number },
  [values: tf.Tensor1D, squares: tf.Tensor1D]
>('Gather', {
  composed: ({ gradients }, { places, length }) => {
    const parts: tf.Tensor1D[] = [];
    let at = 0;
    const fill = (to: number) => {
      if (to > at) parts.push(tf.zeros([to - at]));
      at = to;
    };
    places.forEach(({ offset, size, shares }, i) => {
      fill(offset);
      parts.push(tf.sum(tf.reshape(gradients[i], [shares, size]), 0));
      at += size;
    });
    fill(length);
    const values = tf.concat(parts, 0);
    return [values, tf.sum(tf.square(tf.reshape(values, [-1, ALIGNMENT])), 1)];
  },
  wasm: ({ gradients }, { places, length }, heap) => {
    const values = heap.output([length]);
    const squares = heap.output([length / ALIGNMENT]);
    const { kernels, at } = heap;
    const all = heap.view(values).fill(0);
    places.forEach(({ offset, size, shares }, i) => {
      const given = gradients[i];
      if (shares === 1) all.set(heap.view(given), offset);
      else kernels.sumRows(at(given), shares, size, 1, at(values) + 4 * offset);
    });
    kernels.squaredNorms(at(values), length / ALIGNMENT, at(squares));
    return [values, squares];
  },
  webgpu: ({ gradients }, { places, length }, gpu) => {
    // A program binds eight buffers at most, so copy all into one: whole gradients to their places, shares behind
    // them.
    const parts: CopyPart[] = [];
    const shared: Shared[] = [];
    let end = length;
    places.forEach(({ offset, size, shares }, i) => {
      const from = gradients[i];
      if (shares === 1) parts.push({ from, at: offset, size });
      else {
        parts.push({ from, at: end, size: shares * size });
        shared.push({ offset, size, shares, at: end });
        end += Math.ceil((shares * size) / 4) * 4;
      }
    });
    const side = gpu.output([end]);
    gpu.clear(side);
    gpu.copy(side, parts);
    const values = gpu.output([length]);
    const squares = gpu.output([length / ALIGNMENT]);
    gpu.run(
      `gather ${length} ${JSON.stringify(shared)}`,
      () => addedUp(length, shared),
      [values, squares, side],
      length / 4,
    );
    gpu.free(side);
    return [values, squares];
  },
});

/** The place of a segment whose shares start at float `at`. */
interface Shared {
  readonly offset: number;
  readonly size: number;
  readonly shares: number;
  readonly at: number;
}

/** Sums shares. Each thread has four floats, each workgroup four runs of 64. */
function addedUp(length: number, shared: readonly Shared[]): Program {
  const floats = (size: number, at: string) =>
    `vec4f(${[0, 1, 2, 3].map((i) => `side[${at} + min(${i}u, ${size - 1}u - d)]`).join(', ')})`;
  // The reads go by four. When a segment's size is no multiple of four, the floats beyond it are set to zero.
  const sums = shared.map(
    ({ offset, size, shares, at }) => `if (f >= ${offset}u && f < ${offset + size}u) {
    let d = f - ${offset}u; g = vec4f();
    for (var s = 0u; s < ${shares}u; s++) { g += ${floats(size, `${at}u + s * ${size}u + d`)}; }
    ${size % 4 === 0 ? '' : `g = select(vec4f(), g, vec4u(d) + vec4u(0u, 1u, 2u, 3u) < vec4u(${size}u));`}
  }`,
  );
  return {
    outputs: { values: 'vec4f', squares: 'f32' },
    inputs: { side: 'f32' },
    workgroup: 64,
    functions: 'var<workgroup> parts: array<f32, 64>;',
    body: `  let i = group * 64u + lane;
  let f = 4u * i;
  var g = vec4f();
  if (f < ${length}u) {
    g = vec4f(side[f], side[f + 1u], side[f + 2u], side[f + 3u]);
    ${sums.join('\n  ')}
    values[i] = g;
  }
  parts[lane] = dot(g, g);
  workgroupBarrier();
  let run = group * 4u + lane;
  if (lane >= 4u || run >= ${length / ALIGNMENT}u) { return; }
  var total = 0.0;
  for (var k = 0u; k < 16u; k++) { total += parts[lane * 16u + k]; }
  squares[run] = total;`,
  };
}
