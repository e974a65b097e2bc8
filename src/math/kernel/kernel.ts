import * as tf from '@tensorflow/tfjs';
import { runKernel } from '../tfjs/engine.ts';
import type { Gpu } from '../webgpu/gpu.ts';
import type { WasmHeap } from './wasm-heap.ts';

/** The forms of a named op for each backend. Each maps inputs and attributes to the outputs in order. */
export interface Kernel<I, A> {
  /** The reference, from stock ops. It runs on cpu, and tests compare the other forms with it. */
  readonly composed: (inputs: I, attributes: A) => readonly tf.Tensor[];
  /** The form on wasm, by the SIMD kernels of math/assembly: one pass over the heap instead of one for each stock op.
   *  */
  readonly wasm?: (inputs: I, attributes: A, heap: WasmHeap) => readonly tf.TensorInfo[];
  /** The form on WebGPU, in WGSL: a few dispatches instead of one for each stock op. */
  readonly webgpu?: (inputs: I, attributes: A, gpu: Gpu) => readonly tf.TensorInfo[];
}

/** The heap or the GPU that kernels run on, by backend. It is forgotten together with the backend. */
const heaps = new WeakMap<object, WasmHeap>();
const gpus = new WeakMap<object, Gpu>();

/** Gives a wasm backend's kernels their memory. Throws an Error when they have one, since each takes scratch of its
 *  own. */
export function attachHeap(backend: object, heap: WasmHeap): void {
  if (heaps.has(backend)) throw new Error('this wasm backend is open already: close it where it was opened');
  heaps.set(backend, heap);
}

/** Gives a WebGPU backend's kernels their device. */
export function attachGpu(backend: object, gpu: Gpu): void {
  gpus.set(backend, gpu);
}

/** The GPU of the current backend; undefined on other backends. */
const currentGpu = () => (tf.getBackend() === 'webgpu' ? gpus.get(tf.backend()) : undefined);

/** Sends the encoded work to the GPU, at the end of a unit of work. Other backends have computed it already. */
export function submit(): void {
  currentGpu()?.submit();
}

/** Compiles every program that `work` runs on a GPU, which takes seconds, by a rehearsal of the work. `progress`
 *  hears how many programs are ready, and how many they are. */
export async function compileFor(
  work: () => void,
  progress: (ready: number, all: number) => void,
): Promise<void> {
  await currentGpu()?.compileFor(work, progress);
}

/** Resolves once the GPU has worked off its queue. For a lost GPU it resolves after the loss was reported. */
export async function answered(): Promise<void> {
  await currentGpu()?.answered();
}

/**
 * Registers a named op for every backend and returns the function that runs it on the current one, so that no caller
 * knows the backend. An input is a tensor, or a list with one tensor for each network. No op is taped: its gradient
 * is a further output, or an op of its own.
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
