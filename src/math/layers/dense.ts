import * as tf from '@tensorflow/tfjs';
import { defineKernel, type Inputs, runKernel } from '../kernel/kernel.ts';
import { groupOf, numbered, type Stack, stacked, stackOf, studentOf } from '../rows/stack.ts';
import type { Gpu } from '../webgpu/gpu.ts';
import { multiply, multiplyBoth, type Product } from '../webgpu/matmul.ts';
import { TALL, tallSlopes } from '../webgpu/tall.ts';

/** x · w (+ b) (+ residual) for each group: x [G R, In] (or [R, In] where shared), w [In, Out], b [Out], residual
 *  [G R, Out] -> [G R, Out]. A residual's gradient is dy itself. */
export function dense(
  x: tf.Tensor2D,
  kernels: readonly tf.Tensor[],
  biases: readonly tf.Tensor[] | undefined,
  shared: boolean,
  residual?: tf.Tensor2D,
): tf.Tensor2D {
  const inputs = {
    x,
    ...numbered('w', kernels),
    ...(biases ? numbered('b', biases) : {}),
    ...(residual ? { residual } : {}),
  };
  const attributes = {
    groups: kernels.length,
    shared,
    bias: biases !== undefined,
    residual: residual !== undefined,
  };
  return runKernel('Dense', inputs, attributes)[0] as tf.Tensor2D;
}

export interface DenseGrads {
  /** [In, Out], or in shares of the rows: [S, In, Out]. */
  readonly kernel: tf.Tensor;
  /** In shares of the rows, [S, Out]. */
  readonly bias?: tf.Tensor;
  readonly x?: tf.Tensor2D;
}

/** Gradients of the student's layer from dy [R, Out], its kernel and the x that went in; `x` where `wanted`. */
export function denseGrads(
  dy: tf.Tensor2D,
  x: tf.Tensor2D,
  kernel: tf.Tensor,
  stack: Stack,
  bias: boolean,
  wanted: boolean,
): DenseGrads {
  const out = runKernel('DenseGrad', { dy, x, w: kernel }, { ...stack, bias, dx: wanted });
  return {
    kernel: out[0] as tf.Tensor,
    // every row is a share of its own, unless a kernel has added some up on its way
    ...(bias ? { bias: out[wanted ? 2 : 1] ?? dy } : {}),
    ...(wanted ? { x: out[1] as tf.Tensor2D } : {}),
  };
}

defineKernel('Dense', {
  composed: (inputs, attributes) => {
    const stack = stackOf(attributes);
    const layer = (group: number) => {
      const x = groupOf(inputs.x as tf.Tensor, group, stack) as tf.Tensor2D;
      const product = tf.matMul(x, inputs[`w${group}`] as tf.Tensor2D);
      return attributes.bias ? tf.add(product, inputs[`b${group}`] as tf.Tensor) : product;
    };
    const y = stacked(stack.groups, layer);
    return [attributes.residual ? tf.add(y, inputs.residual as tf.Tensor) : y];
  },
  wasm: (inputs, attributes, heap) => {
    const { groups, shared } = stackOf(attributes);
    const [count, In] = (inputs.x as tf.Tensor2D).shape;
    const Out = (inputs.w0 as tf.Tensor2D).shape[1];
    const rows = shared ? count : count / groups;
    const y = heap.output([groups * rows, Out]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.gemmScratch());
    const { residual } = inputs;
    if (residual) heap.view(y).set(heap.view(residual));
    for (let group = 0; group < groups; group++) {
      const from = at(inputs.x) + (shared ? 0 : group * rows * In * 4);
      const to = at(y) + group * rows * Out * 4;
      const bias = attributes.bias === true;
      if (bias && residual) kernels.addRow(at(inputs[`b${group}`]), rows, Out, to);
      else if (bias) kernels.spreadRow(at(inputs[`b${group}`]), rows, Out, 1, to);
      kernels.gemm(
        rows,
        Out,
        In,
        from,
        In * 4,
        4,
        at(inputs[`w${group}`]),
        Out * 4,
        4,
        to,
        Out * 4,
        bias || residual !== undefined,
        scratch,
      );
    }
    return [y];
  },
  webgpu: (inputs, attributes, gpu) => {
    const { groups, shared } = stackOf(attributes);
    const x = inputs.x as tf.Tensor2D;
    const [count, depth] = x.shape;
    const columns = (inputs.w0 as tf.Tensor2D).shape[1];
    const rows = shared ? count : count / groups;
    const y = gpu.output([groups * rows, columns]);
    const { residual } = inputs;
    const product = { form: 'nn' as const, rows, columns, depth, ...(residual ? { added: true } : {}) };
    for (const { first, weights, places } of batches(gpu, inputs, groups, attributes.bias === true)) {
      const fromA = places.map((_, i) => (shared ? 0 : (first + i) * rows * depth));
      const fromB = places.map(({ w }) => w);
      const biased = attributes.bias ? { fromBias: places.map(({ b }) => b) } : {};
      const shape = {
        ...product,
        ...biased,
        groups: places.length,
        fromA,
        fromB,
        to: first * rows * columns,
      };
      multiply(gpu, shape, {
        a: x,
        b: weights.w,
        c: y,
        ...(weights.b ? { bias: weights.b } : {}),
        ...(residual ? { added: residual } : {}),
      });
    }
    return [y];
  },
});

/** Groups whose weights lie in one buffer go in one dispatch. */
function batches(gpu: Gpu, inputs: Inputs, groups: number, bias: boolean) {
  const found = Array.from({ length: groups }, (_, group) => {
    const w = gpu.whole(inputs[`w${group}`] as tf.Tensor);
    const b = bias ? gpu.whole(inputs[`b${group}`] as tf.Tensor) : undefined;
    return { first: group, weights: { w: w.tensor, b: b?.tensor }, places: [{ w: w.from, b: b?.from ?? 0 }] };
  });
  const [one, other] = found;
  const together =
    other &&
    one?.weights.w.dataId === other.weights.w.dataId &&
    one.weights.b?.dataId === other.weights.b?.dataId;
  return one && other && together ? [{ ...one, places: [...one.places, ...other.places] }] : found;
}

defineKernel('DenseGrad', {
  composed: ({ dy, x, w }, attributes) => {
    const rows = studentOf(x as tf.Tensor, stackOf(attributes)) as tf.Tensor2D;
    const slope = dy as tf.Tensor2D;
    return [
      tf.matMul(rows, slope, true, false),
      ...(attributes.dx ? [tf.matMul(slope, w as tf.Tensor2D, false, true)] : []),
    ];
  },
  wasm: ({ dy, x, w }, attributes, heap) => {
    const [rows, Out] = (dy as tf.Tensor2D).shape;
    const In = (x as tf.Tensor2D).shape[1];
    const { kernels, at } = heap;
    const dw = heap.output([In, Out]);
    const dx = attributes.dx ? [heap.output([rows, In])] : [];
    const scratch = heap.scratch(kernels.gemmScratch());
    // the student's rows are the last
    const student = at(x) + ((x as tf.Tensor).size - rows * In) * 4;
    kernels.gemm(In, Out, rows, student, 4, In * 4, at(dy), Out * 4, 4, at(dw), Out * 4, false, scratch);
    for (const out of dx)
      kernels.gemm(rows, In, Out, at(dy), Out * 4, 4, at(w), 4, Out * 4, at(out), In * 4, false, scratch);
    return [dw, ...dx];
  },
  webgpu: ({ dy, x, w }, attributes, gpu) => {
    const [rows, Out] = (dy as tf.Tensor2D).shape;
    const In = (x as tf.Tensor2D).shape[1];
    const student = (x as tf.Tensor).size - rows * In;
    const one = { groups: 1, to: 0 };
    const given = x as tf.Tensor;
    const slope = dy as tf.Tensor;
    const weight = gpu.whole(w as tf.Tensor);
    const dx = attributes.dx ? gpu.output([rows, In]) : undefined;
    const toRows: Product = {
      ...one,
      form: 'nt',
      rows,
      columns: In,
      depth: Out,
      fromA: [0],
      fromB: [weight.from],
    };
    if (rows >= TALL && Out % 4 === 0) {
      const tall = { rows, In, Out, first: student / In, bias: attributes.bias === true };
      const [dw, ...db] = tallSlopes(gpu, tall, given, slope);
      if (dx) multiply(gpu, toRows, { a: slope, b: weight.tensor, c: dx });
      return [dw as tf.TensorInfo, ...(dx ? [dx] : []), ...db];
    }
    const dw = gpu.output([In, Out]);
    const toKernel: Product = {
      ...one,
      form: 'tn',
      rows: In,
      columns: Out,
      depth: rows,
      fromA: [student],
      fromB: [0],
    };
    const operands = { a: given, b: slope, c: dw };
    if (!dx) {
      multiply(gpu, toKernel, operands);
      return [dw];
    }
    multiplyBoth(gpu, [toKernel, operands], [toRows, { a: slope, b: weight.tensor, c: dx }]);
    return [dw, dx];
  },
});
