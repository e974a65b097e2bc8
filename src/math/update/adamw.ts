import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import type { WasmHeap } from '../kernel/wasm-heap.ts';
import type { Program } from '../webgpu/gpu.ts';
import type { Gradients } from './gradients.ts';
import { type Layout, SECTIONS } from './pack.ts';
import { clipped, type Rate, RUNNING_MOMENTUM, ratesOfRuns, rateTable, runsOf } from './segments.ts';

export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  /** Largest L2 norm of a segment's gradient, since DINO clips each parameter by itself. 0 turns clipping off. */
  readonly clip: number;
  /** Number of this update, from 1, for the bias correction. */
  readonly count: number;
  /** The teacher's momentum: teacher ← momentum · teacher + (1 - momentum) · student. */
  readonly momentum: number;
}

/**
 * One step of AdamW (Loshchilov & Hutter 2019) on all weights, and of the teacher that follows, from pack [4, N] to a
 * new pack. Gradients come from gather, `blocks` [N/64] from blocksOf; `rates` has one rate for each segment.
 *   g ← g min(1, clip/|g|) per segment;  m ← β1 m + (1-β1) g;  v ← β2 v + (1-β2) g²;
 *   p ← p (1 - lr·decay) - lr m̂ / (sqrt(v̂) + eps);  t ← momentum t + (1-momentum) p.
 * Running statistics follow p, t ← 0.9 p + 0.1 g, where g is the batch's statistic. Its variance is the biased one,
 * while PyTorch takes n/(n-1) of it.
 */
export function adamwStep(
  pack: tf.Tensor2D,
  { values: gradients, squares }: Gradients,
  layout: Layout,
  blocks: tf.Tensor1D,
  rates: readonly Rate[],
  settings: AdamWSettings,
): tf.Tensor2D {
  const inputs = { pack, gradients, squares, blocks, rates: rateTable(layout, rates) };
  return adamwKernel(inputs, settings)[0];
}

interface AdamWInputs {
  readonly pack: tf.Tensor2D;
  readonly gradients: tf.Tensor1D;
  readonly squares: tf.Tensor1D;
  readonly blocks: tf.Tensor1D;
  readonly rates: tf.Tensor2D;
}

const adamwKernel = defineKernel<AdamWInputs, AdamWSettings, [pack: tf.Tensor2D]>('AdamWFollow', {
  composed: ({ pack, gradients, blocks, rates }, settings) => {
    const { beta1, beta2, eps, clip, count, momentum } = settings;
    const section = (at: number) => runsOf(tf.slice(pack, [at, 0], [1, -1]), blocks);
    const [p, m, v, t] = [
      section(SECTIONS.student),
      section(SECTIONS.m),
      section(SECTIONS.v),
      section(SECTIONS.teacher),
    ];
    const [lr, decay, running] = ratesOfRuns(rates, blocks);
    const learning = tf.sub(1, running);
    const statistic = runsOf(gradients, blocks);
    const g = clipped(tf.mul(statistic, learning), blocks, rates.shape[0], clip);
    const mean = tf.add(tf.mul(m, beta1), tf.mul(g, 1 - beta1));
    const square = tf.add(tf.mul(v, beta2), tf.mul(tf.square(g), 1 - beta2));
    const spread = tf.add(tf.mul(tf.sqrt(square), 1 / Math.sqrt(1 - beta2 ** count)), eps);
    const move = tf.div(tf.mul(mean, tf.div(lr, 1 - beta1 ** count)), spread);
    const learned = tf.sub(tf.mul(p, tf.sub(1, tf.mul(lr, decay))), move);
    const mixed = tf.add(tf.mul(p, 1 - RUNNING_MOMENTUM), tf.mul(statistic, RUNNING_MOMENTUM));
    const student = tf.add(tf.mul(learned, learning), tf.mul(mixed, running));
    const followed = tf.add(tf.mul(t, momentum), tf.mul(student, 1 - momentum));
    const teacher = tf.add(tf.mul(followed, learning), tf.mul(mixed, running));
    return [tf.reshape(tf.stack([student, mean, square, teacher]), pack.shape)];
  },
  wasm: ({ pack, gradients, squares, blocks, rates }, settings, heap) => {
    const { beta1, beta2, eps, clip, count, momentum } = settings;
    const out = heap.output(pack.shape);
    const { kernels, at } = heap;
    const segments = rates.shape[0];
    const runs = blocks.size;
    const table = heap.scratch(segments * 16);
    const norms = clip > 0 ? segmentSquares(heap, squares, blocks, segments) : [];
    const given = heap.view(rates);
    const rows = heap.floats(table, 4 * segments);
    for (let i = 0; i < segments; i++) {
      const [lr, decay, running] = [0, 1, 2].map((column) => given[4 * i + column]);
      const scale = clip > 0 ? Math.min(1, clip / (Math.sqrt(norms[i]) + 1e-6)) : 1;
      rows.set([lr / (1 - beta1 ** count), 1 - lr * decay, running, scale], 4 * i);
    }
    const spread = 1 / Math.sqrt(1 - beta2 ** count);
    kernels.adamw(
      at(pack),
      at(gradients),
      runs,
      at(blocks),
      table,
      at(out),
      beta1,
      beta2,
      eps,
      spread,
      momentum,
      RUNNING_MOMENTUM,
    );
    return [out];
  },
  webgpu: ({ pack, gradients, squares, blocks, rates }, settings, gpu) => {
    const { beta1, beta2, eps, clip, count, momentum } = settings;
    const length = gradients.size;
    const runs = blocks.size;
    const segments = rates.shape[0];
    const norms = gpu.output([segments]);
    if (clip > 0) {
      const tensors = [norms, squares, blocks];
      gpu.run(`segment norms ${length}`, () => segmentNorm(runs), tensors, 64 * segments);
    }
    const out = gpu.output(pack.shape);
    const tensors = [out, pack, gradients, blocks, rates, norms];
    const correction = [1 - beta1 ** count, Math.sqrt(1 - beta2 ** count)];
    gpu.run(
      `adamw ${length} ${segments} ${clip > 0}`,
      () => adamwProgram(length, runs, clip > 0),
      tensors,
      runs,
      [beta1, beta2, eps, clip, momentum, ...correction],
    );
    gpu.free(norms);
    return [out];
  },
});

/** Σ g² of each segment, from that of its runs. */
function segmentSquares(
  heap: WasmHeap,
  squares: tf.Tensor,
  blocks: tf.Tensor,
  segments: number,
): Float64Array {
  const sums = new Float64Array(segments);
  const [runs, owners] = [heap.view(squares), heap.integers(blocks)];
  for (let i = 0; i < runs.length; i++) sums[owners[i]] += runs[i];
  return sums;
}

/** The norm of each segment, from the squares of its adjacent runs. Each workgroup has one segment. */
function segmentNorm(runs: number): Program {
  return {
    outputs: { norms: 'f32' },
    inputs: { squares: 'f32', blocks: 'i32' },
    workgroup: 64,
    functions: `var<workgroup> shares: array<f32, 64>;
fn first(segment: i32) -> u32 {
  var low = 0u; var high = ${runs}u;
  while (low < high) { let middle = (low + high) / 2u; if (blocks[middle] < segment) { low = middle + 1u; } else { high = middle; } }
  return low;
}`,
    body: `  var s = 0.0;
  let end = first(i32(group) + 1);
  for (var i = first(i32(group)) + lane; i < end; i += 64u) { s += squares[i]; }
  shares[lane] = s;
  workgroupBarrier();
  if (lane > 0u) { return; }
  var sum = 0.0;
  for (var i = 0u; i < 64u; i++) { sum += shares[i]; }
  norms[group] = sqrt(sum);`,
  };
}

/** Each thread has one run of 64 floats. */
function adamwProgram(length: number, runs: number, clips: boolean): Program {
  const quarter = length / 4;
  return {
    outputs: { y: 'vec4f' },
    inputs: { x: 'vec4f', g: 'vec4f', blocks: 'i32', rates: 'vec4f', norms: 'f32' },
    params: ['beta1', 'beta2', 'eps', 'clip', 'momentum', 'first', 'second'],
    workgroup: 64,
    each: ['run', runs],
    body: `  let segment = blocks[run];
  let rate = rates[segment];
  ${
    clips
      ? 'let scale = min(1.0, params.clip / (norms[segment] + 1e-6));'
      : 'let scale = 1.0; _ = norms[0]; _ = params.clip;'
  }
  for (var k = 0u; k < 16u; k++) {
    let i = run * 16u + k;
    if (rate.z != 0.0) {
      let mixed = ${1 - RUNNING_MOMENTUM} * x[i] + ${RUNNING_MOMENTUM} * g[i];
      y[i] = mixed; y[i + ${quarter}u] = vec4f(); y[i + ${2 * quarter}u] = vec4f(); y[i + ${3 * quarter}u] = mixed;
      continue;
    }
    let slope = g[i] * scale;
    let m = params.beta1 * x[i + ${quarter}u] + (1.0 - params.beta1) * slope;
    let v = params.beta2 * x[i + ${2 * quarter}u] + (1.0 - params.beta2) * slope * slope;
    let change = rate.x / params.first * m / (sqrt(v) / params.second + params.eps);
    let p = x[i] * (1.0 - rate.x * rate.y) - change;
    y[i] = p; y[i + ${quarter}u] = m; y[i + ${2 * quarter}u] = v;
    y[i + ${3 * quarter}u] = params.momentum * x[i + ${3 * quarter}u] + (1.0 - params.momentum) * p;
  }`,
  };
}
