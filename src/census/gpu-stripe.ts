import { ended, type Trouble, TroubleError } from '../base/errors.ts';
import { allocated, gpuStopped } from './gpu-memory.ts';
import { GpuRows } from './gpu-rows.ts';
import type { StripePort } from './stripe.ts';

const LOST = gpuStopped('The browser or the driver took the device away.');

/** Rows in a buffer: 32 MB of them at D = 512. Their cosines with a tile take 16 MB, and so does room for the case that all
 *  of these are unsure, twice. */
const CHUNK = 16_384;

/**
 * A stripe of all rows on a GPU. Tiles meet it there; what float32 leaves unsure is settled here in float64, and so are tiles
 * among themselves, by the kernels of `module`. The device is the caller's. Rejects with a `device` TroubleError once the
 * device is lost. `chunk` is a whole number of tiles.
 */
export function gpuStripe(device: GPUDevice, module: WebAssembly.Module, chunk = CHUNK): StripePort {
  let opened: GpuRows | undefined;
  let fault: Trouble | undefined;
  device.lost.then(() => {
    fault ??= LOST;
  });
  // without this, a refused command would leave zeros where counts should be
  device.addEventListener('uncapturederror', ({ error }) => {
    fault ??= gpuStopped(ended(error.message));
  });
  let last: Promise<unknown> = Promise.resolve();
  /** Does work on the device, and throws if the device failed meanwhile. A question waits for the answers before it. */
  const sound = <T>(work: (rows: GpuRows) => T | Promise<T>): Promise<T> => {
    const answer = last.then(async () => {
      if (fault) throw new TroubleError(fault);
      if (!opened) throw new Error('a stripe is opened before it meets rows');
      let found: T;
      try {
        found = await work(opened);
      } catch (error) {
        // a lost device answers with errors of its own
        throw fault ? new TroubleError(fault) : error;
      }
      // or with zeros
      if (fault) throw new TroubleError(fault);
      return found;
    });
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    open: async (shape) => {
      opened?.destroy();
      opened = await allocated(device, () => new GpuRows(device, module, shape, chunk));
    },
    meet: (tile) => sound((rows) => rows.meet(tile)),
    settle: (tile, words) => sound((rows) => rows.settle(tile, words)),
    distances: (sample, tile) => sound((rows) => rows.own.distances(sample, tile)),
    end: () => sound((rows) => rows.end()),
    close: () => {
      opened?.destroy();
      opened = undefined;
    },
  };
}
