import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { build, preview } from 'vite';
import { chrome } from '../browser/chrome.ts';
import type { Answers, Contestant, Host, Question, Questions } from './contest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CONFIG = { root, configFile: `${root}vite.config.ts`, publicDir: false, logLevel: 'error' } as const;

/** A real browser: the page under tests/bench, built as the playground is, one worker an engine. */
export async function browserHost(): Promise<Host> {
  // its own folder, so that two runs at a time do not build over each other
  const outDir = mkdtempSync(join(tmpdir(), 'bench-page-'));
  await build({
    ...CONFIG,
    build: { outDir, emptyOutDir: true, rollupOptions: { input: `${root}tests/bench/page.html` } },
  });
  const server = await preview({
    ...CONFIG,
    build: { outDir },
    preview: { port: 0, strictPort: false, open: false },
  });
  const { browser, page } = await open(`${server.resolvedUrls?.local[0]}tests/bench/page.html`);

  const enter = async (): Promise<Contestant> => {
    const name = await page.evaluate(() => window.bench?.enter() ?? -1);
    return {
      ask: <N extends keyof Questions>(type: N, question: Questions[N]) => {
        const asked = { type, ...question } as Question;
        return page.evaluate(([who, what]) => window.bench?.ask(who, what), [
          name,
          asked,
        ] as const) as Promise<Answers[N]>;
      },
      close: async () => {
        await page.evaluate((who) => window.bench?.leave(who), name);
      },
    };
  };
  return {
    name: `Chromium ${browser.version()}`,
    adapter: () => page.evaluate(() => window.bench?.adapter()),
    enter,
    close: async () => {
      await browser.close();
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}

interface Opened {
  readonly browser: Browser;
  readonly page: Page;
}

/** In a browser that finds a hardware adapter; else as the tests run it, with a software one. */
async function open(address: string): Promise<Opened> {
  const { args } = chrome();
  const own = args.filter((flag) => !flag.startsWith('--use-webgpu-adapter'));
  const opened = await launch(address, [...own, '--enable-features=Vulkan']);
  const adapter = await opened.page.evaluate(() => window.bench?.adapter());
  if (adapter && !adapter.software) return opened;
  await opened.browser.close();
  return launch(address, args);
}

async function launch(address: string, args: string[]): Promise<Opened> {
  const browser = await chromium.launch({ ...chrome(), args });
  const page = await browser.newPage();
  page.on('pageerror', (error) => process.stderr.write(`page: ${error.message}\n`));
  await page.goto(address);
  await page.waitForFunction(() => window.bench !== undefined);
  return { browser, page };
}
