import type { BackendName } from '../src/base/messages.ts';
import { openDevice } from '../src/worker/device.ts';
import { wasmFolder } from '../src/worker/wasm-folder.ts';

/** The backends that Node has. */
export const NODE_BACKENDS = ['cpu', 'wasm'] as const;

export async function onBackend(name: BackendName): Promise<void> {
  await openDevice(name, wasmFolder(), (trouble) => {
    throw new Error(trouble.came);
  });
}
