import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Gpu } from '../webgpu/gpu.ts';
import type { Simd } from './simd.ts';

export type Inputs = Readonly<Record<string, tf.Tensor>>;
export type Attributes = Readonly<Record<string, number | boolean>>;

/** The same arithmetic for one backend. Returns its outputs in order. */
export type Composed = (inputs: Inputs, attributes: Attributes) => tf.Tensor[];
/** The same on the wasm backend's memory, by the SIMD kernels of math/assembly. */
export type OnWasm = (inputs: Inputs, attributes: Attributes, heap: WasmHeap) => tf.TensorInfo[];

export interface Kernel {
  /** The reference, from stock ops: what runs on cpu, and what faster forms are tested against. */
  readonly composed: Composed;
  /** One pass over the wasm heap, where stock ops would take many. */
  readonly wasm?: OnWasm;
  /** One dispatch or a few, where stock ops would take many. */
  readonly webgpu?: OnWebgpu;
}

/** The same by WGSL programs. */
export type OnWebgpu = (inputs: Inputs, attributes: Attributes, gpu: Gpu) => tf.TensorInfo[];

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
 * Registers a named op for every backend, so that methods and networks call one name and no caller knows a
 * backend. No op is taped: where a gradient is wanted, an op of its own or one more output gives it.
 */
export function defineKernel(name: string, kernel: Kernel): void {
  for (const backendName of ['cpu', 'webgpu', 'wasm']) {
    const onWasm = backendName === 'wasm' ? kernel.wasm : undefined;
    const onWebgpu = backendName === 'webgpu' ? kernel.webgpu : undefined;
    tf.registerKernel({
      kernelName: name,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => {
        const given = inputs as Record<string, tf.Tensor>;
        const attributes = (attrs ?? {}) as Attributes;
        if (onWebgpu && gpu) return onWebgpu(given, attributes, gpu);
        if (onWasm) return onWasm(given, attributes, wasmHeap(backend as BackendWasm));
        return tf.tidy(() => kernel.composed(given, attributes));
      },
    });
  }
}

/** Runs a named op and returns all of its outputs. */
export function runKernel(name: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor[] {
  const out = tf.engine().runKernel(name, { ...inputs }, { ...attributes }) as tf.Tensor | tf.Tensor[];
  return Array.isArray(out) ? out : [out];
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
  const view = (tensor: tf.TensorInfo) => backend.typedArrayFromHeap(tensor) as Float32Array;
  return {
    ...simd,
    output: (shape) => backend.makeOutput([...shape], 'float32'),
    view,
    integers: (tensor) => backend.typedArrayFromHeap(tensor) as Int32Array,
    at: (tensor) => (tensor ? view(tensor).byteOffset : 0),
    doubles: (address, count) => new Float64Array(memory.buffer, address, count),
    floats: (address, count) => new Float32Array(memory.buffer, address, count),
  };
}
