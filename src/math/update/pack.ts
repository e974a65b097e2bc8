import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { ofRankOf } from '../kernel/rank.ts';
import { normaliseRows } from '../rows/sphere.ts';
import type { Program } from '../webgpu/gpu.ts';

// All weights of a lane live in one tensor, the pack. An optimiser step is then one kernel for any network, and a
// weight is a view. The pack is [4, N], with sections p (student), m and v (Adam's moments), t (teacher). A step
// replaces it and never writes to it, so whoever keeps the tensor keeps the state.

export const SECTIONS = { student: 0, m: 1, v: 2, teacher: 3 } as const;
export type Section = keyof typeof SECTIONS;
const COUNT = 4;

/** Segments start at multiples of so many floats: 256 bytes, WebGPU's alignment of a bound range. */
export const ALIGNMENT = 64;

/** `weight`: moved by its gradient. `running`: a running statistic of a batch norm, which follows the teacher's
 *  batches for student and teacher alike. */
type SegmentKind = 'weight' | 'running';

export interface Segment {
  readonly address: string;
  readonly shape: readonly number[];
  readonly kind: SegmentKind;
  /** First float in a section, and number of floats. */
  readonly offset: number;
  readonly size: number;
}

export interface Layout {
  readonly segments: readonly Segment[];
  /** Floats in a section, with padding. */
  readonly length: number;
}

/** Places segments one after the other. Throws an Error when two have one address, because one of them would never
 *  train. */
export function layoutOf(parts: readonly Omit<Segment, 'offset' | 'size'>[]): Layout {
  const segments: Segment[] = [];
  const taken = new Set<string>();
  let length = 0;
  for (const part of parts) {
    if (taken.has(part.address)) throw new Error(`two weights claim the address ${part.address}`);
    taken.add(part.address);
    const size = part.shape.reduce((a, b) => a * b, 1);
    segments.push({ ...part, offset: length, size });
    length += Math.ceil(size / ALIGNMENT) * ALIGNMENT;
  }
  return { segments, length };
}

/** A new pack with equal student and teacher and zero moments. `values` gives each segment's initial values. */
export function packOf(layout: Layout, values: (segment: Segment) => Float32Array): tf.Tensor2D {
  const all = new Float32Array(COUNT * layout.length);
  for (const segment of layout.segments) {
    const start = values(segment);
    for (const section of [SECTIONS.student, SECTIONS.teacher])
      all.set(start, section * layout.length + segment.offset);
  }
  return tf.tensor2d(all, [COUNT, layout.length]);
}

/** The index of the segment that each run of 64 floats belongs to, int32 [N / 64]. */
export function blocksOf({ segments, length }: Layout): tf.Tensor1D {
  const blocks = new Int32Array(length / ALIGNMENT);
  segments.forEach(({ offset, size }, index) => {
    blocks.fill(index, offset / ALIGNMENT, Math.ceil((offset + size) / ALIGNMENT));
  });
  return tf.tensor1d(blocks, 'int32');
}

/** One segment of one section in its own shape. It is no copy on webgpu. */
export function segmentOf(pack: tf.Tensor2D, segment: Segment, section: Section): tf.Tensor {
  const offset = SECTIONS[section] * pack.shape[1] + segment.offset;
  return view(pack, offset, segment.shape);
}

/** Rows [from, to) of x [R, ...]. They are no copy on webgpu when they start at a multiple of 256 bytes. */
export function rowsOf<T extends tf.Tensor>(x: T, from: number, to: number): T {
  const shape = [to - from, ...x.shape.slice(1)];
  if (from === 0 && to === x.shape[0]) return x;
  return ofRankOf(x, view(x, (from * x.size) / x.shape[0], shape));
}

/** A tensor of `shape` over the values of x from float `offset`. */
function view(x: tf.Tensor, offset: number, shape: readonly number[]): tf.Tensor {
  return viewKernel({ x }, { offset, shape })[0];
}

const viewKernel = defineKernel<
  { readonly x: tf.Tensor },
  { readonly offset: number; readonly shape: readonly number[] },
  [view: tf.Tensor]
>('View', {
  composed: ({ x }, { offset, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const flat: tf.Tensor1D = tf.reshape(x, [-1]);
    return [tf.reshape(tf.slice(flat, offset, size), [...shape])];
  },
  wasm: ({ x }, { offset, shape }, heap) => {
    const out = heap.output(shape);
    const values = heap.view(out);
    values.set(heap.view(x).subarray(offset, offset + values.length));
    return [out];
  },
  webgpu: ({ x }, { offset, shape }, gpu) => [gpu.view(x, shape, offset)],
});

/** The pack with the rows of one of the student's segments [K, D] at unit length. SwAV normalises its prototypes so
 *  after each update. */
export function normaliseSegment(pack: tf.Tensor2D, segment: Segment): tf.Tensor2D {
  const [rows, dim] = segment.shape;
  return normaliseSegmentKernel({ pack }, { offset: segment.offset, rows, dim })[0];
}

const normaliseSegmentKernel = defineKernel<
  { readonly pack: tf.Tensor2D },
  { readonly offset: number; readonly rows: number; readonly dim: number },
  [pack: tf.Tensor2D]
>('NormaliseSegment', {
  composed: ({ pack }, { offset, rows, dim }) => {
    const flat: tf.Tensor1D = tf.reshape(pack, [-1]);
    const end = offset + rows * dim;
    const unit = normaliseRows(tf.reshape(tf.slice(flat, offset, rows * dim), [rows, dim]));
    const parts: tf.Tensor1D[] = [
      tf.slice(flat, 0, offset),
      tf.reshape(unit, [-1]),
      tf.slice(flat, end, flat.size - end),
    ];
    return [tf.reshape(tf.concat(parts, 0), pack.shape)];
  },
  webgpu: ({ pack }, { offset, rows, dim }, gpu) => {
    const out = gpu.output(pack.shape);
    gpu.copy(out, [{ from: pack, at: 0, size: pack.size }]);
    const program = (): Program => ({
      outputs: { y: 'f32' },
      inputs: {},
      workgroup: 64,
      each: ['row', rows],
      body: `  var s = 0.0;
  let base = ${offset}u + row * ${dim}u;
  for (var d = 0u; d < ${dim}u; d++) { s = fma(y[base + d], y[base + d], s); }
  let scale = 1.0 / max(sqrt(s), 1e-12);
  for (var d = 0u; d < ${dim}u; d++) { y[base + d] *= scale; }`,
    });
    gpu.run(`normalise segment ${offset} ${rows} ${dim}`, program, [out], rows);
    return [out];
  },
});
