import * as tf from '@tensorflow/tfjs';
import { runKernel } from '../tfjs/engine.ts';
import type { Gpu } from '../webgpu/gpu.ts';
import type { WasmHeap } from './wasm-heap.ts';

/** A named op in the forms that backends have of it. Each goes from inputs and numbers to the outputs in order. */
export interface Kernel<I, A> {
  /** The reference, from stock ops: what runs on cpu, and what faster forms are tested against. */
  readonly composed: (inputs: I, attributes: A) => readonly tf.Tensor[];
  /** One pass over the wasm heap, by the SIMD kernels of math/assembly, where stock ops would take many. */
  readonly wasm?: (inputs: I, attributes: A, heap: WasmHeap) => readonly tf.TensorInfo[];
  /** One dispatch of WGSL or a few, where stock ops would take many. */
  readonly webgpu?: (inputs: I, attributes: A, gpu: Gpu) => readonly tf.TensorInfo[];
}

/** What the kernels of a backend run on, by backend: it goes when the backend does. */
const heaps = new WeakMap<object, WasmHeap>();
const gpus = new WeakMap<object, Gpu>();

/** Gives a wasm backend's kernels their memory. Throws an Error when it has one: scratch would be taken twice. */
export function attachHeap(backend: object, heap: WasmHeap): void {
  if (heaps.has(backend)) throw new Error('this wasm backend is open already: close it where it was opened');
  heaps.set(backend, heap);
}

/** Gives a WebGPU backend's kernels their device. */
export function attachGpu(backend: object, gpu: Gpu): void {
  gpus.set(backend, gpu);
}

/** The device that the current backend runs on, where it is a GPU. */
const currentGpu = () => (tf.getBackend() === 'webgpu' ? gpus.get(tf.backend()) : undefined);

/** Ends a unit of work: sends what was encoded to the GPU. Other backends compute at once. */
export function submit(): void {
  currentGpu()?.submit();
}

/** Rehearses `work` to compile every program that it asks of a GPU, which takes seconds. `progress` hears how many of
 *  how many programs are ready. */
export async function compileFor(
  work: () => void,
  progress: (ready: number, all: number) => void,
): Promise<void> {
  await currentGpu()?.compileFor(work, progress);
}

/** Resolves once the GPU has worked off its queue. A lost GPU resolves too, after the news of its loss. */
export async function answered(): Promise<void> {
  await currentGpu()?.answered();
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
>(name: string, { composed, wasm, webgpu }: Kernel<I, A>): (inputs: I, attributes: A) => O {
  const register = (
    backendName: string,
    run: (inputs: I, attributes: A, backend: object) => tf.TensorInfo[],
  ) =>
    tf.registerKernel({
      kernelName: name,
      backendName,
      kernelFunc: ({ inputs, attrs, backend }) => run(inputs as I, attrs as A, backend),
    });
  const stock = (inputs: I, attributes: A) => tf.tidy(() => [...composed(inputs, attributes)]);
  register('cpu', stock);
  register('wasm', wasm ? (...given) => [...wasm(given[0], given[1], opened(heaps, given[2]))] : stock);
  register('webgpu', webgpu ? (...given) => [...webgpu(given[0], given[1], opened(gpus, given[2]))] : stock);
  return (inputs, attributes) => runKernel(name, inputs, attributes) as O;
}

function opened<T>(attached: WeakMap<object, T>, backend: object): T {
  const found = attached.get(backend);
  if (!found)
    throw new Error(
      'this backend was not opened by worker/backends.ts, which attaches what its kernels run on',
    );
  return found;
}
