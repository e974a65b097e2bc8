import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from '../kernel/kernel.ts';
import { groupOf, numbered, type Stack, stacked, stackOf, studentOf } from '../rows/stack.ts';
import { convolve, filterGradient, inputGradient } from '../webgpu/conv.ts';

/** 3 x 3 convolution, stride 2, one pixel of zero padding as in PyTorch, for each group: x [G N, H, W, In]
 *  (or [N, ...] where shared) with kernels [3, 3, In, Out] -> [G N, ceil(H/2), ceil(W/2), Out]. No bias: a
 *  batch norm follows. */
export function conv3x3Stride2(x: tf.Tensor4D, kernels: readonly tf.Tensor[], shared: boolean): tf.Tensor4D {
  const inputs = { x, ...numbered('w', kernels) };
  return runKernel('Conv', inputs, { groups: kernels.length, shared })[0] as tf.Tensor4D;
}

export interface ConvGrads {
  /** [3, 3, C, F], or in shares of the rows, [S, 3, 3, C, F]. */
  readonly kernel: tf.Tensor;
  readonly x?: tf.Tensor4D;
}

/** Gradients of the student's layer from dy [N, H', W', Out], its kernel and the x that went in; `x` where
 *  `wanted`. */
export function convGrads(
  dy: tf.Tensor4D,
  x: tf.Tensor4D,
  kernel: tf.Tensor,
  stack: Stack,
  wanted: boolean,
): ConvGrads {
  const out = runKernel('ConvGrad', { dy, x, w: kernel }, { ...stack, dx: wanted });
  return { kernel: out[0] as tf.Tensor, ...(wanted ? { x: out[1] as tf.Tensor4D } : {}) };
}

const GEOMETRY = { strides: 2, pad: 1, dataFormat: 'NHWC', dilations: 1, dimRoundingMode: 'floor' } as const;

defineKernel('Conv', {
  composed: (inputs, attributes) => {
    const stack = stackOf(attributes);
    const layer = (group: number) =>
      tf.conv2d(
        groupOf(inputs.x as tf.Tensor, group, stack) as tf.Tensor4D,
        inputs[`w${group}`] as tf.Tensor4D,
        GEOMETRY.strides,
        GEOMETRY.pad,
        GEOMETRY.dataFormat,
        GEOMETRY.dilations,
        GEOMETRY.dimRoundingMode,
      );
    return [stacked(stack.groups, layer)];
  },
  wasm: (inputs, attributes, heap) => {
    const { groups, shared } = stackOf(attributes);
    const [count, H, W, C] = (inputs.x as tf.Tensor4D).shape;
    const F = (inputs.w0 as tf.Tensor4D).shape[3];
    const N = shared ? count : count / groups;
    const plane = [Math.ceil(H / 2), Math.ceil(W / 2)] as const;
    const y = heap.output([groups * N, ...plane, F]);
    const { kernels, at } = heap;
    const scratch = heap.scratch(kernels.convScratch(H, W, C, F));
    const size = N * plane[0] * plane[1] * F * 4;
    // two networks that read the same images share their patches
    if (shared && groups === 2)
      kernels.conv(at(inputs.x), N, H, W, C, F, at(inputs.w0), at(y), at(inputs.w1), at(y) + size, scratch);
    else
      for (let group = 0; group < groups; group++) {
        const from = at(inputs.x) + (shared ? 0 : group * N * H * W * C * 4);
        const to = at(y) + group * size;
        kernels.conv(from, N, H, W, C, F, at(inputs[`w${group}`]), to, 0, 0, scratch);
      }
    return [y];
  },
  webgpu: (inputs, attributes, gpu) => {
    const { groups, shared } = stackOf(attributes);
    const [count, H, W, C] = (inputs.x as tf.Tensor4D).shape;
    const F = (inputs.w0 as tf.Tensor4D).shape[3];
    const N = shared ? count : count / groups;
    const plane = [Math.ceil(H / 2), Math.ceil(W / 2)] as const;
    const y = gpu.output([groups * N, ...plane, F]);
    const x = gpu.whole(inputs.x as tf.Tensor);
    const kernels = Array.from({ length: groups }, (_, group) => gpu.whole(inputs[`w${group}`] as tf.Tensor));
    const fromX = kernels.map((_, group) => x.from + (shared ? 0 : group * N * H * W * C));
    const size = N * plane[0] * plane[1] * F;
    // kernels that lie in one buffer go in one dispatch
    const together = kernels.every(({ tensor }) => tensor.dataId === kernels[0]?.tensor.dataId);
    const batches = together ? [kernels] : kernels.map((kernel) => [kernel]);
    let first = 0;
    for (const batch of batches) {
      const fromW = batch.map(({ from }) => from);
      const places = { fromX: fromX.slice(first, first + batch.length), fromW, to: first * size };
      convolve(gpu, { N, H, W, C, F }, places, {
        x: x.tensor,
        w: (batch[0] as (typeof kernels)[number]).tensor,
        y,
      });
      first += batch.length;
    }
    return [y];
  },
});

defineKernel('ConvGrad', {
  composed: ({ dy, x, w }, attributes) => {
    const rows = studentOf(x as tf.Tensor, stackOf(attributes));
    const filterShape = (w as tf.Tensor).shape;
    const inputShape = rows.shape;
    const stock = (name: string, given: tf.NamedTensorMap, shape: object) =>
      tf.engine().runKernel(name, given, { ...GEOMETRY, ...shape }) as tf.Tensor;
    const slope = dy as tf.Tensor;
    return [
      stock('Conv2DBackpropFilter', { x: rows, dy: slope }, { filterShape }),
      ...(attributes.dx
        ? [stock('Conv2DBackpropInput', { dy: slope, filter: w as tf.Tensor }, { inputShape })]
        : []),
    ];
  },
  wasm: ({ dy, x, w }, attributes, heap) => {
    const [, H, W, C] = (x as tf.Tensor4D).shape;
    const [N, , , F] = (dy as tf.Tensor4D).shape;
    const { kernels, at } = heap;
    const dw = heap.output((w as tf.Tensor).shape);
    const dx = attributes.dx ? [heap.output([N, H, W, C])] : [];
    const scratch = heap.scratch(kernels.convScratch(H, W, C, F));
    const student = at(x) + ((x as tf.Tensor).size - N * H * W * C) * 4;
    kernels.convFilterGradient(student, N, H, W, C, F, at(dy), at(dw), scratch);
    for (const out of dx) kernels.convInputGradient(at(dy), N, H, W, C, F, at(w), at(out), scratch);
    return [dw, ...dx];
  },
  webgpu: ({ dy, x, w }, attributes, gpu) => {
    const [, H, W, C] = (x as tf.Tensor4D).shape;
    const [N, , , F] = (dy as tf.Tensor4D).shape;
    const shape = { N, H, W, C, F };
    const student = gpu.whole(x as tf.Tensor);
    const fromX = student.from + (x as tf.Tensor).size - N * H * W * C;
    const dw = filterGradient(gpu, shape, fromX, student.tensor, dy as tf.Tensor);
    if (!attributes.dx) return [dw];
    const kernel = gpu.whole(w as tf.Tensor);
    return [dw, inputGradient(gpu, shape, kernel.from, dy as tf.Tensor, kernel.tensor)];
  },
});
