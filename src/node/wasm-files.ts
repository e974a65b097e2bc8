import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { WasmFiles } from '../worker/wasm-files.ts';
import { compileKernels } from './compile-kernels.ts';
import { INSTALLED, PAGE } from './installed.ts';

/** Node side only: TensorFlow.js' .wasm files from its package, and our kernels from their sources. An installed package
 *  has both beside its page. */
export function wasmFiles(): WasmFiles {
  if (INSTALLED !== undefined) {
    const folder = join(INSTALLED, PAGE, 'wasm/');
    const kernels = async (build: string) =>
      new Uint8Array(await readFile(join(folder, `kernels-${build}.wasm`)));
    return { folder, kernels };
  }
  const resolve = createRequire(import.meta.url).resolve;
  return {
    folder: `${dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`,
    kernels: compileKernels,
  };
}
