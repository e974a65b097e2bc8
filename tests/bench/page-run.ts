import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright';
import { build, preview } from 'vite';
import { chrome } from '../browser/chrome.ts';
import { Playground } from '../browser/playground.ts';

/** Two default lanes in the page itself, views, measurements, evaluation and drawing included. */
export interface PageRun {
  readonly steps: number;
  readonly badge: string;
  /** From Start to the last step on the progress bar. */
  readonly seconds: number;
}

const STEPS = 500;
const LONGEST = 10 * 60_000;

const root = fileURLToPath(new URL('../..', import.meta.url));
const CONFIG = { root, configFile: `${root}vite.config.ts`, logLevel: 'error' } as const;

export async function pageRun(): Promise<PageRun> {
  const outDir = mkdtempSync(join(tmpdir(), 'bench-app-'));
  await build({ ...CONFIG, build: { outDir, emptyOutDir: true } });
  const server = await preview({
    ...CONFIG,
    build: { outDir },
    preview: { port: 0, strictPort: false, open: false },
  });
  const browser = await chromium.launch(chrome());
  try {
    return await run(browser, server.resolvedUrls?.local[0] ?? '');
  } finally {
    await browser.close();
    await server.close();
    rmSync(outDir, { recursive: true });
  }
}

async function run(browser: Browser, baseURL: string): Promise<PageRun> {
  const page = await (await browser.newContext({ baseURL })).newPage();
  const playground = new Playground(page);
  await playground.open('', `v=1&steps=${STEPS}`);
  const start = performance.now();
  await playground.button('Start').click();
  await playground.reaches(STEPS, LONGEST);
  const seconds = (performance.now() - start) / 1000;
  const badge = await page
    .getByText(/WebAssembly|WebGPU/)
    .first()
    .innerText();
  return { steps: STEPS, badge, seconds };
}
