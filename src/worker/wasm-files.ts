import { TroubleError } from '../base/errors.ts';
import type { SimdBuild } from '../math/kernel/kernel-build.ts';

/** The wasm backend's files: the folder with TensorFlow.js' own, and a reader of our SIMD kernels. */
export interface WasmFiles {
  readonly folder: string;
  kernels(build: SimdBuild): Promise<BufferSource>;
  /** Rejects with the reason why the folder's files do not load, if they do not. */
  check?(): Promise<void>;
}

/** The files below a page's `base`. A file that does not load is a `data` TroubleError with its address and the cause. */
export function servedWasm(base: string): WasmFiles {
  const folder = `${base}wasm/`;
  return {
    folder,
    kernels: async (build) => (await answer(`${folder}kernels-${build}.wasm`)).arrayBuffer(),
    check: async () => {
      await answer(`${folder}tfjs-backend-wasm-simd.wasm`);
    },
  };
}

async function answer(address: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address);
  } catch (thrown) {
    throw unloaded(`${address}: no answer (${String(thrown)})`);
  }
  if (!response.ok) throw unloaded(`${address} answered ${response.status}`);
  return response;
}

const unloaded = (why: string) =>
  new TroubleError({
    kind: 'data',
    failed: 'The training engine did not load',
    why: `${why}.`,
    todo: 'Check the connection and start again. On your own server, serve the whole dist folder.',
  });
