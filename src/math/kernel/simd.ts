import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { TroubleError } from '../../base/errors.ts';
import { sharedMemory } from '../tfjs/wasm.ts';
import { compiledKernels, OTHER_BUILD, type SimdBuild } from './kernel-build.ts';
import type { SimdKernels } from './simd-kernels.ts';

type Pointer = number;

/** SIMD kernels on the memory of TensorFlow.js' wasm backend, and scratch in it. */
export interface Simd {
  readonly kernels: SimdKernels;
  readonly memory: WebAssembly.Memory;
  /** Address of at least `bytes` of scratch, aligned to 16. Every call gives the same memory, so only one kernel may
   *  use it at a time. Throws an Error when the heap is full. */
  scratch(bytes: number): Pointer;
}

/**
 * Links the kernels to the backend's memory; `read` gives the bytes of a build. Undefined when the engine lacks SIMD,
 * or when the memory cannot be shared because it is that of threads.
 */
export async function openSimd(
  backend: BackendWasm,
  read: (build: SimdBuild) => Promise<BufferSource>,
): Promise<Simd | undefined> {
  const shared = sharedMemory(backend);
  if (!shared) return undefined;
  const { memory, allocate, free } = shared;
  const module = await compiledKernels(read);
  if (!module) return undefined;
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const { exports: kernels } = instance;
  if (!hasKernels(kernels)) throw new TroubleError(OTHER_BUILD);
  let held: { address: Pointer; bytes: number } | undefined;
  return {
    kernels,
    memory,
    scratch: (bytes) => {
      if (!held || held.bytes < bytes) {
        if (held) free(held.address);
        const address = allocate(bytes + 16);
        if (!address) throw new Error(`the wasm heap has no ${bytes} bytes of scratch left`);
        held = { address, bytes };
      }
      // A bitwise result is signed, but addresses go beyond 2 GiB.
      return ((held.address + 15) & ~15) >>> 0;
    },
  };
}

const KERNELS: readonly (keyof SimdKernels)[] = [
  'gemm',
  'gemmScratch',
  'conv',
  'convFilterGradient',
  'convInputGradient',
  'convScratch',
  'moments',
  'activate',
  'activateBack',
  'combine',
  'layerNorm',
  'layerNormBack',
  'attention',
  'attentionBack',
  'attentionScratch',
  'tokens',
  'tokensBack',
  'normaliseRows',
  'normaliseRowsBack',
  'sumRows',
  'spreadRow',
  'addRow',
  'crossEntropy',
  'blockConsistency',
  'blockScratch',
  'sinkhorn',
  'sinkhornScratch',
  'squaredNorms',
  'coverRows',
  'adamw',
  'augment',
  'augmentScratch',
];

function hasKernels(exports: object): exports is SimdKernels {
  return KERNELS.every((name) => name in exports);
}
