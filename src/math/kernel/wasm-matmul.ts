import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { floatsOf, newTensor } from '../tfjs/wasm.ts';
import type { Simd } from './simd.ts';

/**
 * Gives the wasm backend our product of two single matrices, because its own is a scalar loop when an operand is
 * transposed. Call it once, after the backend was registered. Returns a function that undoes it.
 */
export function replaceMatMul({ kernels, scratch }: Simd): () => void {
  const stock = tf.getKernel('BatchMatMul', 'wasm');
  if (!stock) throw new Error('the wasm backend has no kernel BatchMatMul');
  const replace = (kernel: tf.KernelConfig) => {
    tf.unregisterKernel('BatchMatMul', 'wasm');
    tf.registerKernel(kernel);
  };
  replace({
    ...stock,
    kernelFunc: (given) => {
      const { a, b } = given.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
      const { transposeA, transposeB } = given.attrs as { transposeA: boolean; transposeB: boolean };
      const single = ({ shape }: tf.TensorInfo) => shape.slice(0, -2).every((size) => size === 1);
      if (!single(a) || !single(b)) return stock.kernelFunc(given);
      const backend = given.backend as BackendWasm;
      const sizes = ({ shape }: tf.TensorInfo) => shape.slice(-2);
      const strides = (columns: number, turned: boolean) => (turned ? [4, columns * 4] : [columns * 4, 4]);
      const [rowsA, columnsA] = sizes(a);
      const [rowsB, columnsB] = sizes(b);
      const rows = transposeA ? columnsA : rowsA;
      const depth = transposeA ? rowsA : columnsA;
      const columns = transposeB ? rowsB : columnsB;
      const batch = a.shape.length > b.shape.length ? a.shape.slice(0, -2) : b.shape.slice(0, -2);
      const out = newTensor(backend, [...batch, rows, columns]);
      const work = scratch(kernels.gemmScratch());
      const at = (tensor: tf.TensorInfo) => floatsOf(backend, tensor).byteOffset;
      const [rowA, columnA] = strides(columnsA, transposeA);
      const [rowB, columnB] = strides(columnsB, transposeB);
      kernels.gemm(
        rows,
        columns,
        depth,
        at(a),
        rowA,
        columnA,
        at(b),
        rowB,
        columnB,
        at(out),
        columns * 4,
        false,
        work,
      );
      return out;
    },
  });
  return () => replace(stock);
}
