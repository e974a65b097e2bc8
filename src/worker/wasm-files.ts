import type { SimdBuild } from '../math/kernel/simd.ts';

/** The wasm backend's files: the folder with TensorFlow.js' own, and a reader of our SIMD kernels. */
export interface WasmFiles {
  readonly folder: string;
  kernels(build: SimdBuild): Promise<BufferSource>;
}

/** The files below a page's `base`. Reading a missing file throws an Error with its address and status. */
export function servedWasm(base: string): WasmFiles {
  return {
    folder: `${base}wasm/`,
    kernels: async (build) => {
      const address = `${base}wasm/kernels-${build}.wasm`;
      const response = await fetch(address);
      if (!response.ok) throw new Error(`${address} answered ${response.status}`);
      return response.arrayBuffer();
    },
  };
}
