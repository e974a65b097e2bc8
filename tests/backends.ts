import type { BackendName } from '../src/base/messages.ts';
import { wasmFiles } from '../src/node/wasm-files.ts';
import { openDevice } from '../src/worker/device.ts';
import { openGpu, useSoftwareDriver } from './bench/node-gpu.ts';

/** The backends that Node always has. */
export const NODE_BACKENDS = ['cpu', 'wasm'] as const;

/** Those, and WebGPU where a Vulkan loader and driver are found: a browser's own software driver will do. */
export async function allBackends(): Promise<readonly BackendName[]> {
  const driver = useSoftwareDriver();
  openGpu();
  const adapter = driver ? await navigator.gpu.requestAdapter() : undefined;
  if (adapter) return [...NODE_BACKENDS, 'webgpu'];
  process.stdout.write('skipped: no Vulkan loader and driver for WebGPU in Node\n');
  return NODE_BACKENDS;
}

export async function onBackend(name: BackendName): Promise<void> {
  await openDevice(name, wasmFiles(), (trouble) => {
    throw new Error(trouble.came);
  });
}
