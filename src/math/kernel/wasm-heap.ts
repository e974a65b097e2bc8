import type { TensorInfo } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { floatsOf, integersOf, newTensor } from '../tfjs/wasm.ts';
import type { Simd } from './simd.ts';

/** The wasm backend's memory. It moves when it grows, so take views after the last output and the last scratch. */
export interface WasmHeap extends Simd {
  /** A new float32 tensor, uninitialised. */
  output(shape: readonly number[]): TensorInfo;
  /** A float32 tensor's values in place. */
  view(tensor: TensorInfo): Float32Array;
  /** An int32 tensor's values in place. */
  integers(tensor: TensorInfo): Int32Array;
  /** A tensor's address; 0 without a tensor. */
  at(tensor: TensorInfo | undefined): number;
  /** Float64 or float32 numbers at an address of scratch. */
  doubles(address: number, count: number): Float64Array;
  floats(address: number, count: number): Float32Array;
}

export function wasmHeap(backend: BackendWasm, simd: Simd): WasmHeap {
  const { memory } = simd;
  const view = (tensor: TensorInfo) => floatsOf(backend, tensor);
  return {
    ...simd,
    output: (shape) => newTensor(backend, shape),
    view,
    integers: (tensor) => integersOf(backend, tensor),
    at: (tensor) => (tensor ? view(tensor).byteOffset : 0),
    doubles: (address, count) => new Float64Array(memory.buffer, address, count),
    floats: (address, count) => new Float32Array(memory.buffer, address, count),
  };
}
