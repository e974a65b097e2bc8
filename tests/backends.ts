import { said } from '../src/base/errors.ts';
import type { BackendName } from '../src/base/messages.ts';
import { backends } from '../src/node/backends.ts';

/** The backends that Node always has. */
export const NODE_BACKENDS = ['cpu', 'wasm'] as const;

/** All of them; a test asks `whereItRuns` for leave, since WebGPU needs a driver. */
export const BACKENDS = [...NODE_BACKENDS, 'webgpu'] as const;

export async function onBackend(name: BackendName): Promise<void> {
  await backends.open(name, (trouble) => {
    throw new Error(said(trouble));
  });
}
