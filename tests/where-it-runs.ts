import type { TestOptions } from 'vitest';
import { TroubleError } from '../src/base/errors.ts';
import type { BackendName } from '../src/base/messages.ts';
import { openGpu } from '../src/node/gpu.ts';
import { softwareDriver, useDriver } from '../src/node/vulkan.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** The reason why a test is skipped; `npm test` ends with it. */
    skipped?: string;
  }
}

/** Software first: it is the same on every machine. */
const driver = softwareDriver();
if (driver) useDriver(driver);
const missing = await whatIsMissing();

/** Options of a test on a backend: tests of WebGPU are skipped, with the reason, on a machine that has no driver. */
export function whereItRuns(backend: BackendName): TestOptions {
  return backend === 'webgpu' && missing ? { skip: true, meta: { skipped: missing } } : {};
}

/** Throws where a driver is found and does not work: such a machine must not pass for one without a driver. */
async function whatIsMissing(): Promise<string | undefined> {
  try {
    await openGpu();
  } catch (thrown) {
    if (thrown instanceof TroubleError && !driver) return `no WebGPU in Node: ${thrown.message}`;
    throw thrown;
  }
  if (await navigator.gpu.requestAdapter()) return undefined;
  if (driver) throw new Error(`the Vulkan driver ${driver} offers no adapter to WebGPU in Node`);
  return 'no WebGPU in Node: no GPU driver, and no Chromium whose software driver could stand in for one';
}
