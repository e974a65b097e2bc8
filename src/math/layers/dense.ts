import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { ofRank } from '../kernel/rank.ts';
import { groupOf, type Stack, stacked, studentOf } from '../rows/stack.ts';
import type { Gpu } from '../webgpu/gpu.ts';
import { multiply, multiplyBoth, type Product } from '../webgpu/matmul.ts';
import { TALL, tallSlopes } from '../webgpu/tall.ts';

/** x w (+ b) (+ residual) for each group: x [G R, In], or [R, In] when shared; w [In, Out]; b [Out]; residual
 *  [G R, Out] -> [G R, Out]. The gradient to the residual is dy itself. */
export function dense(
  x: tf.Tensor2D,
  kernels: readonly tf.Tensor[],
  biases: readonly tf.Tensor[] | undefined,
  shared: boolean,
  residual?: tf.Tensor2D,
): tf.Tensor2D {
  const w = kernels.map((kernel) => ofRank(kernel, 2));
  const inputs = { x, w, ...(biases ? { b: biases } : {}), ...(residual ? { residual } : {}) };
  return denseKernel(inputs, { groups: kernels.length, shared })[0];
}

export interface DenseGrads {
  /** [In, Out], or in shares of the rows: [S, In, Out]. */
  readonly kernel: tf.Tensor;
  /** In shares of the rows, [S, Out]. */
  readonly bias?: tf.Tensor;
  readonly x?: tf.Tensor2D;
}

/** Gradients of the student's layer from dy [R, Out], its kernel and the layer's input x; that to x only if `wanted`.
 *  */
export function denseGrads(
  dy: tf.Tensor2D,
  x: tf.Tensor2D,
  kernel: tf.Tensor,
  stack: Stack,
  bias: boolean,
  wanted: boolean,
): DenseGrads {
  const inputs = { dy, x, w: ofRank(kernel, 2) };
  const [dw, ...rest] = denseGradKernel(inputs, { ...stack, bias, dx: wanted });
  const dx = wanted ? rest.shift() : undefined;
  const [db] = rest;
  return {
    kernel: dw,
    // The rows of dy are shares of the bias's gradient, unless the kernel has added them up.
    ...(bias ? { bias: db ?? dy } : {}),
    ...(dx ? { x: ofRank(dx, 2) } : {}),
  };
}

interface DenseInputs {
  readonly x: tf.Tensor2D;
  readonly w: readonly tf.Tensor2D[];
  readonly b?: readonly tf.Tensor[];
  readonly residual?: tf.Tensor2D;
}

const denseKernel = defineKernel<DenseInputs, Stack, [y: tf.Tensor2D]>('Dense', {
  composed: ({ x, w, b, residual }, stack) => {
    const layer = (group: number) => {
      const product = tf.matMul(groupOf(x, group, stack), w[group]);
      return b ? tf.add(product, b[group]) : product;
    };
    const y = stacked(stack.groups, layer);
    return [residual ? tf.add(y, residual) : y];
  },
  wasm: ({ x, w, b, residual }, { groups, shared }, heap) => {
    const [count, In] = x.shape;
    const Out = w[0].shape[1];
    const rows = shared ? count : count / groups;
    const y = heap.output([groups * rows, Out]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.gemmScratch());
    if (residual) heap.view(y).set(heap.view(residual));
    for (let group = 0; group < groups; group++) {
      const from = at(x) + (shared ? 0 : group * rows * In * 4);
      const to = at(y) + group * rows * Out * 4;
      if (b && residual) kernels.addRow(at(b[group]), rows, Out, to);
      else if (b) kernels.spreadRow(at(b[group]), rows, Out, 1, to);
      kernels.gemm(
        rows,
        Out,
        In,
        from,
        In * 4,
        4,
        at(w[group]),
        Out * 4,
        4,
        to,
        Out * 4,
        b !== undefined || residual !== undefined,
        scratch,
      );
    }
    return [y];
  },
  webgpu: ({ x, w, b, residual }, { groups, shared }, gpu) => {
    const [count, depth] = x.shape;
    const columns = w[0].shape[1];
    const rows = shared ? count : count / groups;
    const y = gpu.output([groups * rows, columns]);
    const product = { form: 'nn' as const, rows, columns, depth, ...(residual ? { added: true } : {}) };
    for (const { first, weights, places } of batches(gpu, w, b)) {
      const fromA = places.map((_, i) => (shared ? 0 : (first + i) * rows * depth));
      const fromB = places.map((place) => place.w);
      const biased = b ? { fromBias: places.map((place) => place.b) } : {};
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

/** Groups by dispatch: two groups share one when their weights share a buffer. */
function batches(gpu: Gpu, kernels: readonly tf.Tensor[], biases: readonly tf.Tensor[] | undefined) {
  const found = kernels.map((kernel, group) => {
    const w = gpu.whole(kernel);
    const b = biases && gpu.whole(biases[group]);
    return { first: group, weights: { w: w.tensor, b: b?.tensor }, places: [{ w: w.from, b: b?.from ?? 0 }] };
  });
  const [one, other] = found;
  const together =
    other &&
    one?.weights.w.dataId === other.weights.w.dataId &&
    one.weights.b?.dataId === other.weights.b?.dataId;
  return one && other && together ? [{ ...one, places: [...one.places, ...other.places] }] : found;
}

/** Gives the kernel's gradient, then with `dx` that to x, then with `bias` that of the bias if the kernel sums it. */
const denseGradKernel = defineKernel<
  { readonly dy: tf.Tensor2D; readonly x: tf.Tensor2D; readonly w: tf.Tensor2D },
  Stack & { readonly bias: boolean; readonly dx: boolean },
  [dw: tf.Tensor, ...dxAndDb: tf.Tensor[]]
>('DenseGrad', {
  composed: ({ dy, x, w }, { dx, ...stack }) => [
    tf.matMul(studentOf(x, stack), dy, true, false),
    ...(dx ? [tf.matMul(dy, w, false, true)] : []),
  ],
  wasm: ({ dy, x, w }, attributes, heap) => {
    const [rows, Out] = dy.shape;
    const In = x.shape[1];
    const { kernels, at } = heap;
    const dw = heap.output([In, Out]);
    const dx = attributes.dx ? [heap.output([rows, In])] : [];
    const scratch = heap.scratch(kernels.gemmScratch());
    // The student's rows are the last.
    const student = at(x) + (x.size - rows * In) * 4;
    kernels.gemm(In, Out, rows, student, 4, In * 4, at(dy), Out * 4, 4, at(dw), Out * 4, false, scratch);
    for (const out of dx)
      kernels.gemm(rows, In, Out, at(dy), Out * 4, 4, at(w), 4, Out * 4, at(out), In * 4, false, scratch);
    return [dw, ...dx];
  },
  webgpu: ({ dy, x, w }, { bias, dx: wanted }, gpu) => {
    const [rows, Out] = dy.shape;
    const In = x.shape[1];
    const student = x.size - rows * In;
    const one = { groups: 1, to: 0 };
    const weight = gpu.whole(w);
    const dx = wanted ? gpu.output([rows, In]) : undefined;
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
      const tall = { rows, In, Out, first: student / In, bias };
      const [dw, ...db] = tallSlopes(gpu, tall, x, dy);
      if (dx) multiply(gpu, toRows, { a: dy, b: weight.tensor, c: dx });
      return [dw, ...(dx ? [dx] : []), ...db];
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
    const operands = { a: x, b: dy, c: dw };
    if (!dx) {
      multiply(gpu, toKernel, operands);
      return [dw];
    }
    multiplyBoth(gpu, [toKernel, operands], [toRows, { a: dy, b: weight.tensor, c: dx }]);
    return [dw, dx];
  },
});
