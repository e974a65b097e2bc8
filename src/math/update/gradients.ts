import * as tf from '@tensorflow/tfjs';
import { type Attributes, defineKernel, runKernel } from '../kernel/kernel.ts';
import type { Part, Program } from '../webgpu/gpu.ts';
import { ALIGNMENT, type Layout } from './pack.ts';

/** Gradients laid out as a section of a pack. */
export interface Gradients {
  /** [N]; zero where there is none. */
  readonly values: tf.Tensor1D;
  /** Σ g² of each run of 64 floats, [N / 64]: what clipping needs. */
  readonly squares: tf.Tensor1D;
}

/** Gradients by address to a section's layout. Running statistics' "gradients" are the teacher's batch statistics.
 *  One of a rank more than its weight, [S, ...], is given in S shares that add up, as layers leave it. */
export function gather(layout: Layout, given: Readonly<Record<string, tf.Tensor>>): Gradients {
  const inputs: Record<string, tf.Tensor> = {};
  const places: Record<string, number> = {};
  let count = 0;
  for (const { address, offset, size, shape } of layout.segments) {
    const gradient = given[address];
    if (!gradient) continue;
    const shares = gradient.rank === shape.length + 1 ? (gradient.shape[0] as number) : 1;
    if (gradient.size !== shares * size)
      throw new Error(`the gradient at ${address} has ${gradient.size} values, its weight ${size}`);
    inputs[`g${count}`] = gradient;
    places[`o${count}`] = offset;
    places[`s${count}`] = shares;
    count++;
  }
  const [values, squares] = runKernel('Gather', inputs, { count, length: layout.length, ...places });
  return { values, squares } as Gradients;
}

interface Place {
  /** The input's number, first float in the section, floats, and shares. */
  readonly input: string;
  readonly offset: number;
  readonly size: number;
  readonly shares: number;
}

/** In rising order of offsets. */
function placesOf(inputs: Readonly<Record<string, tf.Tensor>>, attributes: Attributes): Place[] {
  return Array.from({ length: attributes.count as number }, (_, i) => {
    const [offset, shares] = [attributes[`o${i}`] as number, attributes[`s${i}`] as number];
    return { input: `g${i}`, offset, size: (inputs[`g${i}`] as tf.Tensor).size / shares, shares };
  });
}

defineKernel('Gather', {
  composed: (inputs, attributes) => {
    const parts: tf.Tensor[] = [];
    let at = 0;
    const fill = (to: number) => {
      if (to > at) parts.push(tf.zeros([to - at]));
      at = to;
    };
    for (const { input, offset, size, shares } of placesOf(inputs, attributes)) {
      fill(offset);
      parts.push(tf.sum(tf.reshape(inputs[input] as tf.Tensor, [shares, size]), 0));
      at += size;
    }
    fill(attributes.length as number);
    const values = tf.concat(parts as tf.Tensor1D[], 0);
    return [values, tf.sum(tf.square(tf.reshape(values, [-1, ALIGNMENT])), 1)];
  },
  wasm: (inputs, attributes, heap) => {
    const length = attributes.length as number;
    const values = heap.output([length]);
    const squares = heap.output([length / ALIGNMENT]);
    const { kernels, at } = heap;
    const all = heap.view(values).fill(0);
    for (const { input, offset, size, shares } of placesOf(inputs, attributes)) {
      const given = inputs[input] as tf.Tensor;
      if (shares === 1) all.set(heap.view(given), offset);
      else kernels.sumRows(at(given), shares, size, 1, at(values) + 4 * offset);
    }
    kernels.squaredNorms(at(values), length / ALIGNMENT, at(squares));
    return [values, squares];
  },
  webgpu: (inputs, attributes, gpu) => {
    const length = attributes.length as number;
    const places = placesOf(inputs, attributes);
    // copied side by side, the shares behind the section: a program binds eight buffers at most
    const parts: Part[] = [];
    const shared: Shared[] = [];
    let end = length;
    for (const { input, offset, size, shares } of places) {
      const from = inputs[input] as tf.Tensor;
      if (shares === 1) parts.push({ from, at: offset, size });
      else {
        parts.push({ from, at: end, size: shares * size });
        shared.push({ offset, size, shares, at: end });
        end += Math.ceil((shares * size) / 4) * 4;
      }
    }
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

/** Shares at float `at` on of a segment. */
interface Shared {
  readonly offset: number;
  readonly size: number;
  readonly shares: number;
  readonly at: number;
}

/** Adds up what came in shares: a thread four floats, a workgroup four runs of 64. */
function addedUp(length: number, shared: readonly Shared[]): Program {
  const floats = (size: number, at: string) =>
    `vec4f(${[0, 1, 2, 3].map((i) => `side[${at} + min(${i}u, ${size - 1}u - d)]`).join(', ')})`;
  // a segment of a multiple of four floats is read whole; of others the last few are cut off again
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
