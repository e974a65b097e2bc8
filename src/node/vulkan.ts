import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { constants, homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The name under which Dawn asks for the Vulkan loader on Linux. */
const LOADER = 'libvulkan.so.1';
/** SwiftShader, which runs Vulkan on the CPU. */
const SOFTWARE = 'vk_swiftshader_icd.json';

/** Folders into which Chromium and its relatives put a loader and SwiftShader of their own. */
const BROWSERS = [
  '/usr/lib/chromium',
  '/usr/lib64/chromium-browser',
  '/snap/chromium/current/usr/lib/chromium-browser',
  '/opt/google/chrome',
  '/opt/microsoft/msedge',
];

/** glibc's and musl's RTLD_NODELETE: the library outlives the failed load of a module. */
const KEEP = 0x1000;

/**
 * Loads the Vulkan loader into this process: the system's, else one beside a browser. Dawn then finds it by its
 * name, so that no LD_LIBRARY_PATH has to be set before the process starts. False when Linux has no loader; other
 * systems bring their own way to the GPU.
 */
export function loadVulkan(): boolean {
  if (process.platform !== 'linux') return true;
  return [LOADER, ...besideBrowsers(LOADER)].some(stays);
}

/** The description of a driver that runs on the CPU, from VK_DRIVER_FILES or beside a browser. */
export function softwareDriver(): string | undefined {
  return namedDriver() ?? besideBrowsers(SOFTWARE)[0];
}

/** Makes Vulkan use one driver alone. Call it before the first adapter is asked for. */
export function useDriver(path: string): void {
  process.env['VK_DRIVER_FILES'] = path;
  // loaders before 1.3.207 know this name alone
  process.env['VK_ICD_FILENAMES'] = path;
}

const namedDriver = () => process.env['VK_DRIVER_FILES'] || process.env['VK_ICD_FILENAMES'] || undefined;

function besideBrowsers(name: string): string[] {
  const given = [namedDriver(), process.env['CHROME_PATH']].flatMap(folderOf);
  return [...given, ...BROWSERS, ...playwrightFolders()]
    .map((folder) => join(folder, name))
    .filter((path) => existsSync(path));
}

function folderOf(file: string | undefined): string[] {
  return file && existsSync(file) ? [dirname(realpathSync(file))] : [];
}

/** The folders of Playwright's own browsers. */
function playwrightFolders(): string[] {
  const root = process.env['PLAYWRIGHT_BROWSERS_PATH'] || join(homedir(), '.cache', 'ms-playwright');
  const folders = (path: string) =>
    existsSync(path)
      ? readdirSync(path, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => join(path, entry.name))
      : [];
  return folders(root)
    .filter((path) => path.includes('chromium'))
    .flatMap(folders);
}

/** True if a library is loaded afterwards. Node refuses it as a module, but does not unload it. */
function stays(path: string): boolean {
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_NOW | KEEP);
  } catch {
    // the map of the process tells a library that is no module from one that is not there
  }
  return readFileSync('/proc/self/maps', 'utf8').includes('/libvulkan.so');
}
