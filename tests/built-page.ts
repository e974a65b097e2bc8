import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chrome } from './browser/chrome.ts';
import { Playground } from './browser/playground.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const CONFIG = { root, configFile: `${root}vite.config.ts`, logLevel: 'error' } as const;

/** Builds the page into a folder of its own, serves it, and acts in it in a browser; all is cleared away afterwards. With
 *  `names` its functions keep theirs, for a profile. */
export async function inBuiltPage<T>(act: (playground: Playground) => Promise<T>, names = false): Promise<T> {
  const outDir = mkdtempSync(join(tmpdir(), 'built-page-'));
  await build({ ...CONFIG, build: { outDir, emptyOutDir: true, minify: !names } });
  const server = await preview({
    ...CONFIG,
    build: { outDir },
    preview: { port: 0, strictPort: false, open: false },
  });
  const browser = await chromium.launch(chrome());
  try {
    const context = await browser.newContext({ baseURL: server.resolvedUrls?.local[0] ?? '' });
    return await act(new Playground(await context.newPage()));
  } finally {
    await browser.close();
    await server.close();
    rmSync(outDir, { recursive: true });
  }
}
