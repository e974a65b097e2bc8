import { Backends } from '../worker/backends.ts';
import { wasmFiles } from './wasm-files.ts';

/** Those of this process: TensorFlow.js is one for all of it. */
export const backends = new Backends(wasmFiles());
