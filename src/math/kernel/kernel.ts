import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { runKernel } from '../tfjs/engine.ts';
import { floatsOf, integersOf, newTensor } from '../tfjs/wasm.ts';
import type { Gpu } from '../webgpu/gpu.ts';
import type { Simd } from './simd.ts';

/** A named op in the forms that backends have of it. Each goes from inputs and numbers to the outputs in order. */
export interface Kernel<I, A> {
  /** The reference, from stock ops: what runs on cpu, and what faster forms are tested against. */
  readonly composed: (inputs: I, attributes: A) => readonly tf.Tensor[];
  /** One pass over the wasm heap, by the SIMD kernels of math/assembly, where stock ops would take many. */
  readonly wasm?: (inputs: I, attributes: A, heap: WasmHeap) => readonly tf.TensorInfo[];
  /** One dispatch of WGSL or a few, where stock ops would take many. */
  readonly webgpu?: (inputs: I, attributes: A, gpu: Gpu) => readonly tf.TensorInfo[];
}

/** The wasm backend's memory. Take views after the last output and the last scratch: growing moves them. */
export interface WasmHeap extends Simd {
  output(shape: readonly number[]): tf.TensorInfo;
  view(tensor: tf.TensorInfo): Float32Array;
  /** The same of an int32 tensor. */
  integers(tensor: tf.TensorInfo): Int32Array;
  /** A tensor's address. */
  at(tensor: tf.TensorInfo | undefined): number;
  /** Float64 or float32 numbers at an address of scratch. */
  doubles(address: number, count: number): Float64Array;
  floats(address: number, count: number): Float32Array;
}

let simd: Simd | undefined;
/** One for all calls: a step makes some hundred. */
let heap: { readonly backend: BackendWasm; readonly simd: Simd; readonly opened: WasmHeap } | undefined;

/** Gives the wasm forms their kernels. */
export function useSimd(opened: Simd): void {
  simd = opened;
}

let gpu: Gpu | undefined;

/** Gives the WebGPU forms the device they run on. */
export function useGpu(opened: Gpu): void {
  gpu = opened;
}

/** Ends a unit of work: what was encoded goes to the device. A backend that computes at once has done it. */
export function submit(): void {
  if (tf.getBackend() === 'webgpu') gpu?.submit();
}

/** Gets ready what `work` will ask of the device, by rehearsing it: a GPU's programs take seconds to compile. */
export async function compileFor(
  work: () => void,
  progress: (ready: number, all: number) => void,
): Promise<void> {
  if (tf.getBackend() === 'webgpu') await gpu?.compileFor(work, progress);
}

/** Once the device has come to what it was asked last, and has said what became of it: a lost one also answers. */
export async function answered(): Promise<void> {
  if (tf.getBackend() === 'webgpu') await gpu?.answered();
}

/**
 * Registers a named op for every backend and returns what runs it on the current one, so that methods and networks
 * call one function and no caller knows a backend. An input is a tensor, or a list of one a network. No op is taped:
 * where a gradient is wanted, an op of its own or one more output gives it.
 */
export function defineKernel<
  I extends object,
  A extends object,
  O extends readonly (tf.Tensor | undefined)[],
>(name: string, kernel: Kernel<I, A>): (inputs: I, attributes: A) => O {
  for (const backendName of ['cpu', 'webgpu', 'wasm']) {
    const onWasm = backendName === 'wasm' ? kernel.wasm : undefined;
    const onWebgpu = backendName === 'webgpu' ? kernel.webgpu : undefined;
    tf.registerKernel({
      kernelName: name,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const given = inputs as I;
        const attributes = attrs as A;
        if (onWebgpu && gpu) return [...onWebgpu(given, attributes, gpu)];
        if (onWasm) return [...onWasm(given, attributes, wasmHeap(backend as BackendWasm))];
        return tf.tidy(() => [...kernel.composed(given, attributes)]);
      },
    });
  }
  return (inputs, attributes) => runKernel(name, inputs, attributes) as O;
}

function wasmHeap(backend: BackendWasm): WasmHeap {
  if (!simd) throw new Error('the wasm backend was opened without its SIMD kernels');
  if (heap?.backend === backend && heap.simd === simd) return heap.opened;
  const opened = heapOf(backend, simd);
  heap = { backend, simd, opened };
  return opened;
}

function heapOf(backend: BackendWasm, simd: Simd): WasmHeap {
  const { memory } = simd;
  const view = (tensor: tf.TensorInfo) => floatsOf(backend, tensor);
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
