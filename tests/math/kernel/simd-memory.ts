import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { random } from '../../../src/base/random.ts';
import { openSimd } from '../../../src/math/kernel/simd.ts';
import type { SimdKernels } from '../../../src/math/kernel/simd-kernels.ts';
import { wasmFiles } from '../../../src/node/wasm-files.ts';
import { onBackend } from '../../backends.ts';

const BYTES = 1 << 24;

/** The kernels, and room for their numbers in the wasm backend's memory. */
export interface SimdMemory {
  readonly kernels: SimdKernels;
  /** Frees all room. */
  clear(): void;
  /** Room for `count` float32 that hold NaN, to tell what a kernel does not write. */
  room(count: number): number;
  /** Room for bytes of scratch. */
  bytes(count: number): number;
  put(values: ArrayLike<number>): number;
  putIntegers(values: ArrayLike<number>): number;
  floats(address: number, count: number): Float32Array;
  doubles(address: number, count: number): Float64Array;
}

export async function simdMemory(): Promise<SimdMemory> {
  await onBackend('wasm');
  const simd = await openSimd(tf.backend() as BackendWasm, wasmFiles().kernels);
  if (!simd) throw new Error('the wasm backend of Node has SIMD and a memory of its own');
  const { kernels, memory } = simd;
  const start = simd.scratch(BYTES);
  let next = start;
  const bytes = (count: number) => {
    const address = next;
    next += Math.ceil(count / 16) * 16;
    if (next > start + BYTES) throw new Error('the test needs more memory than it took');
    return address;
  };
  const floats = (address: number, count: number) => new Float32Array(memory.buffer, address, count);
  const room = (count: number) => {
    const address = bytes(count * 4);
    floats(address, count).fill(Number.NaN);
    return address;
  };
  return {
    kernels,
    clear: () => {
      next = start;
    },
    room,
    bytes,
    put: (values) => {
      const address = room(values.length);
      floats(address, values.length).set(values);
      return address;
    },
    putIntegers: (values) => {
      const address = bytes(values.length * 4);
      new Int32Array(memory.buffer, address, values.length).set(values);
      return address;
    },
    floats,
    doubles: (address, count) => new Float64Array(memory.buffer, address, count),
  };
}

/** Standard normal numbers as float32, the same for a seed. */
export function numbers(count: number, seed: number): Float32Array {
  const source = random(seed);
  return Float32Array.from({ length: count }, () => source.normal());
}

/** Largest difference, relative to the largest magnitude expected. A NaN is infinitely far. */
export function distance(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) throw new Error(`${found.length} numbers against ${expected.length}`);
  let scale = 1e-30;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]));
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(found[i] - expected[i]) / scale;
    worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
  }
  return worst;
}
