import { ended, type Trouble, TroubleError } from '../base/errors.ts';
import { INSTALLED } from './installed.ts';
import { loadVulkan } from './vulkan.ts';

/** Dawn's switches: whole nanoseconds instead of steps of 65.5 µs, for who reads the GPU's own clock. */
const SWITCHES = ['enable-dawn-features=allow_unsafe_apis', 'disable-dawn-features=timestamp_quantization'];

/**
 * Gives Node the WebGPU of a browser, from the npm package `webgpu`: the classes as globals, and navigator.gpu.
 * Throws a `device` TroubleError when the package or the Vulkan loader is missing.
 */
export async function openGpu(): Promise<void> {
  const { create, globals } = await import('webgpu').catch((thrown: unknown) => {
    throw new TroubleError(noPackage(thrown));
  });
  if (!loadVulkan()) throw new TroubleError(NO_LOADER);
  Object.assign(globalThis, globals);
  const gpu = create(SWITCHES);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
}

/** Opens WebGPU and makes sure that it has an adapter; throws a `device` TroubleError that says what is missing. */
export async function openGpuWithAdapter(): Promise<void> {
  await openGpu();
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new TroubleError(NO_ADAPTER);
}

/** Time in ms that a process has to end by itself. */
const GRACE = 1000;

/** Ends the process after its work, where a native device that is still open would keep it. */
export function endSoon(): void {
  setTimeout(() => process.exit(), GRACE).unref();
}

const INSTEAD = 'or use --backend wasm';

const noPackage = (thrown: unknown): Trouble => ({
  kind: 'device',
  failed: 'WebGPU in Node did not load',
  why: `The npm package webgpu, for Linux, macOS and Windows on x64 and arm64, reports: ${ended(thrown instanceof Error ? thrown.message : String(thrown))}`,
  todo: `Run ${INSTALLED === undefined ? 'npm ci, without --omit=dev,' : 'npm install webgpu'} on one of these systems, ${INSTEAD}.`,
});

const NO_LOADER: Trouble = {
  kind: 'device',
  failed: 'The Vulkan loader libvulkan.so.1 is missing',
  why: 'On Linux, WebGPU reaches the GPU through it. It is neither in the system nor next to a Chromium.',
  todo: `Install the package libvulkan1 (Debian, Ubuntu) or vulkan-loader (Fedora), ${INSTEAD}.`,
};

const NO_ADAPTER: Trouble = {
  kind: 'device',
  failed: 'WebGPU in Node found no GPU',
  why: 'No driver of this system opens a GPU.',
  todo: `Install the GPU's driver, ${INSTEAD}. To try on the CPU, set VK_DRIVER_FILES to the vk_swiftshader_icd.json of a Chromium.`,
};
