import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { WasmFiles } from '../worker/wasm-files.ts';
import { compileKernels } from './compile-kernels.ts';

/** Node side only: TensorFlow.js' .wasm files from its package, and our kernels from their sources. */
export function wasmFiles(): WasmFiles {
  const resolve = createRequire(import.meta.url).resolve;
  return {
    folder: `${dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`,
    kernels: compileKernels,
  };
}
