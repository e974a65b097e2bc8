import type { BackendName } from '../src/base/messages.ts';
import { openDevice } from '../src/worker/device.ts';
import { wasmFiles } from '../src/worker/wasm-files.ts';

/** The backends that Node has. */
export const NODE_BACKENDS = ['cpu', 'wasm'] as const;

export async function onBackend(name: BackendName): Promise<void> {
  await openDevice(name, wasmFiles(), (trouble) => {
    throw new Error(trouble.came);
  });
}
