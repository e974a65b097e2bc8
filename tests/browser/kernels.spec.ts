import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from 'playwright/test';
import { createServer, type ViteDevServer } from 'vite';

// The engine on WebGPU, against the same references as on cpu and wasm.

let server: ViteDevServer;
let address: string;

test.beforeAll(async () => {
  server = await createServer({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: fileURLToPath(new URL('../../vite.config.ts', import.meta.url)),
    server: { port: 0, strictPort: false, open: false },
    optimizeDeps: { entries: ['tests/browser/kernels.html'] },
    logLevel: 'error',
  });
  await server.listen();
  address = `${server.resolvedUrls?.local[0]}tests/browser/kernels.html`;
});

test.afterAll(() => server.close());

async function openChecks(page: Page): Promise<void> {
  await page.goto(address);
  await page.waitForFunction(() => window.checks !== undefined);
  const adapter = await page.evaluate(() => window.checks?.hasAdapter());
  test.skip(!adapter, 'skipped: no WebGPU adapter');
}

test('kernels, the mixture and the oracle agree on WebGPU', async ({ page }) => {
  await openChecks(page);
  const device = await page.evaluate(() => window.checks?.open('webgpu'));
  expect(device?.name).toBe('webgpu');
  // WebGPU promises 128 MiB
  expect(device?.room?.tensor).toBeGreaterThanOrEqual(2 ** 27);
  const errors = await page.evaluate(async () => ({
    ...(await window.checks?.kernels()),
    ...(await window.checks?.census()),
    mixture: await window.checks?.mixture(),
    ...(await window.checks?.oracle()),
  }));
  expect(await page.evaluate(() => window.checks?.backend())).toBe('webgpu');
  expect(Object.keys(errors).length).toBeGreaterThan(20);
  for (const [name, error] of Object.entries(errors)) expect.soft(error, name).toBeLessThan(1e-4);
});

test('every pair has the same losses on cpu, wasm and WebGPU', async ({ page }) => {
  await openChecks(page);
  const byBackend = [];
  for (const name of ['cpu', 'wasm', 'webgpu'] as const) {
    const device = await page.evaluate((backend) => window.checks?.open(backend), name);
    expect(device?.name).toBe(name);
    byBackend.push((await page.evaluate(() => window.checks?.losses())) ?? {});
  }
  const [cpu, wasm, webgpu] = byBackend;
  // six methods, five ways for prototypes to move
  expect(Object.keys(cpu).length).toBe(30);
  for (const [pair, expected] of Object.entries(cpu))
    expected.forEach((loss, i) => {
      expect.soft(Math.abs(wasm[pair][i] - loss) / loss, `${pair}, wasm, step ${i}`).toBeLessThan(1e-4);
      expect.soft(Math.abs(webgpu[pair][i] - loss) / loss, `${pair}, webgpu, step ${i}`).toBeLessThan(1e-4);
    });
});

test('one lane measures what lanes share, for as long as it lives', async ({ context }) => {
  const pages = await Promise.all([context.newPage(), context.newPage()]);
  for (const page of pages) {
    await page.goto(address);
    await page.waitForFunction(() => window.checks !== undefined);
  }
  const share = (page: Page | undefined, value: number) =>
    page?.evaluate((own) => window.checks?.share(['a number', 'another'], own), value);
  const [one, other] = await Promise.all([share(pages[0], 0.25), share(pages[1], 0.75)]);
  // each measures one, and waits for the other's
  expect(one?.toSorted()).toEqual([0.25, 0.75]);
  expect(other).toEqual(one);
  // a lane goes, and what it knew with it
  await pages[0]?.close();
  await expect.poll(() => share(pages[1], 0.5)).toEqual(one?.map((value) => (value === 0.25 ? 0.5 : value)));
});
