import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chrome } from '../browser/chrome.ts';
import type { Answers, Contestant, Host, Question, Questions } from './contest.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = `${root}node_modules/.cache/proto-playground/bench-page`;
const CONFIG = { root, configFile: `${root}vite.config.ts`, publicDir: false, logLevel: 'error' } as const;

/** A real browser: the page under tests/bench, built as the playground is, one worker an engine. */
export async function browserHost(): Promise<Host> {
  await build({
    ...CONFIG,
    build: { outDir, emptyOutDir: true, rollupOptions: { input: `${root}tests/bench/page.html` } },
  });
  const server = await preview({
    ...CONFIG,
    build: { outDir },
    preview: { port: 0, strictPort: false, open: false },
  });
  const browser = await chromium.launch(chrome());
  const page = await browser.newPage();
  page.on('pageerror', (error) => process.stderr.write(`page: ${error.message}\n`));
  await page.goto(`${server.resolvedUrls?.local[0]}tests/bench/page.html`);
  await page.waitForFunction(() => window.bench !== undefined);

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
    },
  };
}
