import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileKernels } from './compile-kernels.ts';
import type { WasmFiles } from './device.ts';

/** Node side only: TensorFlow.js' .wasm files from its package, and our kernels from their sources. */
export function wasmFiles(): WasmFiles {
  const resolve = createRequire(import.meta.url).resolve;
  return {
    folder: `${dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`,
    kernels: compileKernels,
  };
}
