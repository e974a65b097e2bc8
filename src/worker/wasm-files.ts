import type { SimdBuild } from '../math/kernel/simd.ts';

/** Where the wasm backend's files are: the folder of TensorFlow.js' own, and our SIMD kernels. */
export interface WasmFiles {
  readonly folder: string;
  kernels(build: SimdBuild): Promise<BufferSource>;
}

/** The files beside a page, below `base`. Reading throws an Error with the address and status of a file that is missing. */
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
