import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** Node side only: the folder of TensorFlow.js' .wasm files. */
export function wasmFolder(): string {
  const resolve = createRequire(import.meta.url).resolve;
  return `${dirname(resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`;
}
