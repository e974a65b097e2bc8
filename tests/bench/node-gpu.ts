import { existsSync } from 'node:fs';
import { create, globals } from 'webgpu';

/** Drivers that come with a browser run WebGPU on the processor: for machines without a GPU of their own. */
const SOFTWARE_DRIVERS = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

/** Points Vulkan at a software driver; false where there is none. Call before the first adapter is asked for. */
export function useSoftwareDriver(): boolean {
  if (process.env['VK_ICD_FILENAMES']) return true;
  const found = SOFTWARE_DRIVERS.find((path) => existsSync(path));
  if (found) process.env['VK_ICD_FILENAMES'] = found;
  return found !== undefined;
}

/** Gives Node the WebGPU of a browser: the classes as globals, and navigator.gpu. */
export function openGpu(): void {
  Object.assign(globalThis, globals);
  const gpu = create(['enable-dawn-features=allow_unsafe_apis']);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
}
