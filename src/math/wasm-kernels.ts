import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

// tfjs-backend-wasm 4.22 trains slowly or not at all: every transposed matmul (all of backprop) runs a naive
// scalar loop, Conv2DBackpropFilter is missing and Conv2DBackpropInput is naive. These registrations, made
// through the public registry, route all three to its fast (XNNPACK) plain matmul.

type KernelFunc = tf.KernelFunc;

/** Mends the registered wasm backend. Call once, after the backend is registered. */
export function mendWasm(): void {
  const stock = kernel('BatchMatMul');
  const transpose = kernel('Transpose');
  replace('BatchMatMul', plainMatMul(stock, transpose));
  replace('Conv2DBackpropFilter', convFilterGradient(stock));
  replace('Conv2DBackpropInput', convInputGradient(stock, transpose));
}

function kernel(name: string): KernelFunc {
  const found = tf.getKernel(name, 'wasm');
  if (!found) throw new Error(`the wasm backend has no kernel ${name}`);
  return found.kernelFunc;
}

function replace(kernelName: string, kernelFunc: KernelFunc): void {
  if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc });
}

const PLAIN = { transposeA: false, transposeB: false };

function plainMatMul(stock: KernelFunc, transpose: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    const single = (t: tf.TensorInfo) => t.shape.slice(0, -2).every((size) => size === 1);
    if (!single(a) || !single(b))
      return stock({ inputs: { a, b }, attrs: { transposeA, transposeB }, backend });
    const turned = (t: tf.TensorInfo) => {
      const last = t.shape.length - 1;
      const perm = t.shape.map((_, i) => (i === last ? last - 1 : i === last - 1 ? last : i));
      return transpose({ inputs: { x: t }, backend, attrs: { perm } }) as tf.TensorInfo;
    };
    const A = transposeA ? turned(a) : a;
    const B = transposeB ? turned(b) : b;
    const out = stock({ inputs: { a: A, b: B }, attrs: PLAIN, backend });
    if (A !== a) (backend as BackendWasm).disposeData(A.dataId);
    if (B !== b) (backend as BackendWasm).disposeData(B.dataId);
    return out;
  };
}

type Shape4 = [number, number, number, number];

function geometry(inShape: Shape4, filterShape: Shape4, attrs: tf.NamedAttrMap | undefined) {
  return tf.backend_util.computeConv2DInfo(
    inShape,
    filterShape,
    attrs?.strides as [number, number] | number,
    1,
    attrs?.pad as 'valid' | 'same' | number,
    attrs?.dimRoundingMode as 'floor' | 'round' | 'ceil',
    false,
  );
}

type ConvGeometry = ReturnType<typeof geometry>;

/** dW = im2col(x)ᵀ dy: patches are laid out already transposed, [3·3·In, N·OH·OW]. */
function convFilterGradient(matMul: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
    const filterShape = attrs?.filterShape as Shape4;
    const g = geometry(x.shape as Shape4, filterShape, attrs);
    const wasm = backend as BackendWasm;
    const rows = g.batchSize * g.outHeight * g.outWidth;
    const patch = g.filterHeight * g.filterWidth * g.inChannels;
    const columns = wasm.makeOutput([1, patch, rows], 'float32');
    patchesTransposed(view(wasm, x), view(wasm, columns), g);
    const out = matMul({
      inputs: { a: columns, b: { ...dy, shape: [1, rows, g.outChannels] } },
      attrs: PLAIN,
      backend,
    }) as tf.TensorInfo;
    wasm.disposeData(columns.dataId);
    return { dataId: out.dataId, shape: filterShape, dtype: 'float32' };
  };
}

/** dx = col2im(dy Wᵀ). */
function convInputGradient(matMul: KernelFunc, transpose: KernelFunc): KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo };
    const inputShape = attrs?.inputShape as Shape4;
    const g = geometry(inputShape, filter.shape as Shape4, attrs);
    const wasm = backend as BackendWasm;
    const rows = g.batchSize * g.outHeight * g.outWidth;
    const patch = g.filterHeight * g.filterWidth * g.inChannels;
    const turned = transpose({
      inputs: { x: { ...filter, shape: [patch, g.outChannels] } },
      backend,
      attrs: { perm: [1, 0] },
    }) as tf.TensorInfo;
    const columns = matMul({
      inputs: {
        a: { ...dy, shape: [1, rows, g.outChannels] },
        b: { ...turned, shape: [1, g.outChannels, patch] },
      },
      attrs: PLAIN,
      backend,
    }) as tf.TensorInfo;
    wasm.disposeData(turned.dataId);
    const out = wasm.makeOutput(inputShape, 'float32');
    gatherPatches(view(wasm, columns), view(wasm, out), g);
    wasm.disposeData(columns.dataId);
    return out;
  };
}

const view = (backend: BackendWasm, tensor: tf.TensorInfo) =>
  backend.typedArrayFromHeap(tensor) as Float32Array;

function patchesTransposed(x: Float32Array, columns: Float32Array, g: ConvGeometry): void {
  const { inHeight: H, inWidth: W, inChannels: C, outHeight, outWidth, strideHeight, strideWidth } = g;
  let at = 0;
  for (let fy = 0; fy < g.filterHeight; fy++)
    for (let fx = 0; fx < g.filterWidth; fx++)
      for (let c = 0; c < C; c++)
        for (let n = 0; n < g.batchSize; n++)
          for (let oy = 0; oy < outHeight; oy++) {
            const y = oy * strideHeight + fy - g.padInfo.top;
            if (y < 0 || y >= H) {
              columns.fill(0, at, at + outWidth);
              at += outWidth;
              continue;
            }
            const row = (n * H + y) * W * C + c;
            let px = fx - g.padInfo.left;
            for (let ox = 0; ox < outWidth; ox++, px += strideWidth)
              columns[at++] = px < 0 || px >= W ? 0 : x[row + px * C];
          }
}

/** Adds each patch back to where it was read. */
function gatherPatches(columns: Float32Array, x: Float32Array, g: ConvGeometry): void {
  const { inHeight: H, inWidth: W, inChannels: C, outHeight, outWidth, strideHeight, strideWidth } = g;
  x.fill(0);
  let at = 0;
  for (let n = 0; n < g.batchSize; n++)
    for (let oy = 0; oy < outHeight; oy++)
      for (let ox = 0; ox < outWidth; ox++)
        for (let fy = 0; fy < g.filterHeight; fy++) {
          const y = oy * strideHeight + fy - g.padInfo.top;
          for (let fx = 0; fx < g.filterWidth; fx++, at += C) {
            const px = ox * strideWidth + fx - g.padInfo.left;
            if (y < 0 || y >= H || px < 0 || px >= W) continue;
            const to = ((n * H + y) * W + px) * C;
            for (let c = 0; c < C; c++) x[to + c] = x[to + c] + columns[at + c];
          }
        }
}
