import * as tf from '@tensorflow/tfjs';
import { defineKernel } from '../kernel/kernel.ts';
import { ofRank } from '../kernel/rank.ts';
import { groupOf, type Stack, stacked, studentOf } from '../rows/stack.ts';
import { stockKernel } from '../tfjs/engine.ts';
import { convolve, filterGradient, inputGradient } from '../webgpu/conv.ts';

/**
 * 3 x 3 convolution of stride 2 for each group, with one pixel of zero padding as in PyTorch: x [G N, H, W, In], or
 * [N, ...] when shared, with kernels [3, 3, In, Out] -> [G N, ceil(H/2), ceil(W/2), Out]. It has no bias, because a
 * batch norm follows.
 */
export function conv3x3Stride2(x: tf.Tensor4D, kernels: readonly tf.Tensor[], shared: boolean): tf.Tensor4D {
  const w = kernels.map((kernel) => ofRank(kernel, 4));
  return convKernel({ x, w }, { groups: kernels.length, shared })[0];
}

export interface ConvGrads {
  /** [3, 3, C, F], or in shares of the rows, [S, 3, 3, C, F]. */
  readonly kernel: tf.Tensor;
  readonly x?: tf.Tensor4D;
}

/** Gradients of the student's layer from dy [N, H', W', Out], its kernel and the layer's input x; that to x only if
 *  `wanted`. */
export function convGrads(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  kernel: tf.Tensor,
  stack: Stack,
  wanted: boolean,
): ConvGrads {
  const [dw, dx] = convGradKernel({ dy, x, w: ofRank(kernel, 4) }, { ...stack, dx: wanted });
  return { kernel: dw, ...(dx ? { x: dx } : {}) };
}

const GEOMETRY = { strides: 2, pad: 1, dataFormat: 'NHWC', dilations: 1, dimRoundingMode: 'floor' } as const;

const convKernel = defineKernel<
  { readonly x: tf.Tensor4D; readonly w: readonly tf.Tensor4D[] },
  Stack,
  [y: tf.Tensor4D]
>('Conv', {
  composed: ({ x, w }, stack) => {
    const layer = (group: number) =>
      tf.conv2d(
        groupOf(x, group, stack),
        w[group],
        GEOMETRY.strides,
        GEOMETRY.pad,
        GEOMETRY.dataFormat,
        GEOMETRY.dilations,
        GEOMETRY.dimRoundingMode,
      );
    return [stacked(stack.groups, layer)];
  },
  wasm: ({ x, w }, { groups, shared }, heap) => {
    const [count, H, W, C] = x.shape;
    const F = w[0].shape[3];
    const N = shared ? count : count / groups;
    const plane = [Math.ceil(H / 2), Math.ceil(W / 2)] as const;
    const y = heap.output([groups * N, ...plane, F]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.convScratch(H, W, C, F));
    const size = N * plane[0] * plane[1] * F * 4;
    // Two networks on the same images share patches.
    if (shared && groups === 2)
      kernels.conv(at(x), N, H, W, C, F, at(w[0]), at(y), at(w[1]), at(y) + size, scratch);
    else
      for (let group = 0; group < groups; group++) {
        const from = at(x) + (shared ? 0 : group * N * H * W * C * 4);
        const to = at(y) + group * size;
        kernels.conv(from, N, H, W, C, F, at(w[group]), to, 0, 0, scratch);
      }
    return [y];
  },
  webgpu: ({ x: given, w }, { groups, shared }, gpu) => {
    const [count, H, W, C] = given.shape;
    const F = w[0].shape[3];
    const N = shared ? count : count / groups;
    const plane = [Math.ceil(H / 2), Math.ceil(W / 2)] as const;
    const y = gpu.output([groups * N, ...plane, F]);
    const x = gpu.whole(given);
    const kernels = w.map((kernel) => gpu.whole(kernel));
    const fromX = kernels.map((_, group) => x.from + (shared ? 0 : group * N * H * W * C));
    const size = N * plane[0] * plane[1] * F;
    // One dispatch serves all groups when their kernels share a buffer.
    const together = kernels.every(({ tensor }) => tensor.dataId === kernels[0]?.tensor.dataId);
    const batches = together ? [kernels] : kernels.map((kernel) => [kernel]);
    let first = 0;
    for (const batch of batches) {
      const fromW = batch.map(({ from }) => from);
      const places = { fromX: fromX.slice(first, first + batch.length), fromW, to: first * size };
      convolve(gpu, { N, H, W, C, F }, places, { x: x.tensor, w: batch[0].tensor, y });
      first += batch.length;
    }
    return [y];
  },
});

const convGradKernel = defineKernel<
  { readonly dy: tf.Tensor4D; readonly x: tf.Tensor4D; readonly w: tf.Tensor4D },
  Stack & { readonly dx: boolean },
  [dw: tf.Tensor, dx?: tf.Tensor4D]
>('ConvGrad', {
  composed: ({ dy, x, w }, { dx, ...stack }) => {
    const rows = studentOf(x, stack);
    const stock = (name: string, given: object, shape: object) =>
      stockKernel(name, given, { ...GEOMETRY, ...shape });
    return [
      stock('Conv2DBackpropFilter', { x: rows, dy }, { filterShape: w.shape }),
      ...(dx ? [stock('Conv2DBackpropInput', { dy, filter: w }, { inputShape: rows.shape })] : []),
    ];
  },
  wasm: ({ dy, x, w }, attributes, heap) => {
    const [, H, W, C] = x.shape;
    const [N, , , F] = dy.shape;
    const { kernels, at } = heap;
    const dw = heap.output(w.shape);
    const dx = attributes.dx ? [heap.output([N, H, W, C])] : [];
    const scratch = heap.scratch(kernels.convScratch(H, W, C, F));
    const student = at(x) + (x.size - N * H * W * C) * 4;
    kernels.convFilterGradient(student, N, H, W, C, F, at(dy), at(dw), scratch);
    for (const out of dx) kernels.convInputGradient(at(dy), N, H, W, C, F, at(w), at(out), scratch);
    return [dw, ...dx];
  },
  webgpu: ({ dy, x, w }, attributes, gpu) => {
    const [, H, W, C] = x.shape;
    const [N, , , F] = dy.shape;
    const shape = { N, H, W, C, F };
    const student = gpu.whole(x);
    const fromX = student.from + x.size - N * H * W * C;
    const dw = filterGradient(gpu, shape, fromX, student.tensor, dy);
    if (!attributes.dx) return [dw];
    const kernel = gpu.whole(w);
    return [dw, inputGradient(gpu, shape, kernel.from, dy, kernel.tensor)];
  },
});
