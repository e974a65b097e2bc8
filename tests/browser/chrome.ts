import { findBrowser } from '../find-browser.mjs';

/** WebGPU on a software adapter where there is no graphics card, and no traffic of the browser's own. */
const FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** Launch options of the browser that `npm test` has found or installed. */
export function chrome(): { executablePath: string; args: string[] } {
  const executablePath = findBrowser();
  if (!executablePath)
    throw new Error('No Chrome or Chromium found. Run node tests/find-browser.mjs, or set CHROME_PATH.');
  return { executablePath, args: FLAGS };
}
