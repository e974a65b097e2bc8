import type { TensorInfo } from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type Fields, requireFields } from './fields.ts';

export const WASM_FIELDS: Fields = {
  'each wasm kernel': ['wasm', 'makeOutput', 'typedArrayFromHeap'],
};

export const MODULE_FIELDS: Fields = {
  'scratch memory': ['_malloc', '_free'],
  'shared memory': ['asm'],
};

export const EXPORTS_FIELDS: Fields = { 'shared memory': ['memory'] };

/** The backend's Emscripten module, beyond its declared type. */
interface Emscripten {
  _malloc(bytes: number): number;
  _free(address: number): void;
  readonly asm: object;
}

interface Exports {
  readonly memory: WebAssembly.Memory;
}

/** Memory that our kernels share with the backend. Addresses count bytes. */
export interface SharedMemory {
  readonly memory: WebAssembly.Memory;
  /** The address of new bytes, or 0 when the heap is full. */
  allocate(bytes: number): number;
  free(address: number): void;
}

/**
 * The backend's memory. Undefined in the backend's build for threads, whose memory only a module for threads can
 * import. Throws a TroubleError that names a field which the backend has lost.
 */
export function sharedMemory(backend: BackendWasm): SharedMemory | undefined {
  requireFields(backend, 'BackendWasm', WASM_FIELDS);
  const host: object = backend.wasm;
  if (!isEmscripten(host) || 'PThread' in host || !hasMemory(host.asm)) return undefined;
  const { memory } = host.asm;
  return {
    memory,
    // The answer is signed, but addresses go beyond 2 GiB.
    allocate: (bytes) => host._malloc(bytes) >>> 0,
    free: (address) => host._free(address),
  };
}

function isEmscripten(host: object): host is Emscripten {
  requireFields(host, 'BackendWasm.wasm', MODULE_FIELDS);
  return true;
}

function hasMemory(exports: object): exports is Exports {
  requireFields(exports, 'BackendWasm.wasm.asm', EXPORTS_FIELDS);
  return true;
}

/** A new float32 tensor in the backend's memory, uninitialised. */
export function newTensor(backend: BackendWasm, shape: readonly number[]): TensorInfo {
  return backend.makeOutput([...shape], 'float32');
}

/** A float32 tensor's values in place. The view is lost when the memory grows. */
export function floatsOf(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** An int32 tensor's values in place. The view is lost when the memory grows. */
export function integersOf(backend: BackendWasm, tensor: TensorInfo): Int32Array {
  return backend.typedArrayFromHeap(tensor) as Int32Array;
}
