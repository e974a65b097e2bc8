import * as tf from '@tensorflow/tfjs';
import { defineKernel, runKernel } from './kernel.ts';
import { groupOf, numbered, type Stack, stacked, stackOf, studentOf } from './stack.ts';

/** 3 x 3 convolution, stride 2, one pixel of zero padding as in PyTorch, for each group: x [G N, H, W, In]
 *  (or [N, ...] where shared) with kernels [3, 3, In, Out] -> [G N, ceil(H/2), ceil(W/2), Out]. No bias: a
 *  batch norm follows. */
export function conv3x3Stride2(x: tf.Tensor4D, kernels: readonly tf.Tensor[], shared: boolean): tf.Tensor4D {
  const inputs = { x, ...numbered('w', kernels) };
  return runKernel('Conv', inputs, { groups: kernels.length, shared })[0] as tf.Tensor4D;
}

export interface ConvGrads {
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
});
