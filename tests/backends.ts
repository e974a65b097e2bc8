import type { BackendName } from '../src/base/messages.ts';
import { wasmFiles } from '../src/node/wasm-files.ts';
import { openDevice } from '../src/worker/device.ts';

/** The backends that Node always has. */
export const NODE_BACKENDS = ['cpu', 'wasm'] as const;

/** All of them; a test asks `whereItRuns` for leave, since WebGPU needs a driver. */
export const BACKENDS = [...NODE_BACKENDS, 'webgpu'] as const;

export async function onBackend(name: BackendName): Promise<void> {
  await openDevice(name, wasmFiles(), (trouble) => {
    throw new Error(trouble.came);
  });
}
