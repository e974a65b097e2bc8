import { measureAlone } from '../train/measure/shared-number.ts';
import type { SessionHost } from '../train/session/host.ts';
import { Inbox } from '../train/session/inbox.ts';
import { backends } from './backends.ts';
import { openGpuWithAdapter } from './gpu.ts';
import { readPacked } from './mnist-pack.ts';

/** Node as the host of one session; a caller adds `post`. It opens WebGPU only if a run asks for it. */
export function nodeHost(): Omit<SessionHost, 'post'> {
  return {
    inbox: new Inbox(),
    read: readPacked,
    openDevice: async (choice, onLost) => {
      if (choice === 'webgpu') await openGpuWithAdapter();
      return backends.open(choice, onLost);
    },
    rest: () => new Promise((resolve) => setImmediate(resolve)),
    shared: measureAlone,
    now: () => performance.now() / 1000,
  };
}
