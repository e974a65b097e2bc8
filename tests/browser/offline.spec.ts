import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from 'playwright/test';
import { build } from 'vite';
import { FileServer } from './file-server.ts';
import { Playground, SHORT, TINY } from './playground.ts';

/** A run that lasts for the whole of a test. */
const LONG = TINY.replace('steps=40', 'steps=100000');

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let server: FileServer;
test.beforeEach(async () => {
  server = new FileServer(join(ROOT, 'dist'), '/sub/path/');
  await server.start();
});
test.afterEach(() => server.stop());

let newer = '';
/** The folder of a newer build, whose footer says so. */
async function newerBuild(): Promise<string> {
  if (newer) return newer;
  newer = await mkdtemp(join(tmpdir(), 'playground-newer-'));
  await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'error',
    define: { __COMMIT__: JSON.stringify('newer') },
    // what is not made small is built sooner
    build: { outDir: newer, emptyOutDir: true, minify: false },
  });
  return newer;
}
test.afterAll(async () => {
  if (newer) await rm(newer, { recursive: true, force: true });
});

async function trains(playground: Playground): Promise<void> {
  await expect(playground.button('Start')).toBeEnabled();
  await playground.train(10);
}

/** Waits until every file of the build is kept. */
const kept = (where: Page) => where.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

const keptFiles = (where: Page): Promise<string[]> =>
  where.evaluate(async () => {
    const names = await caches.keys();
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });

test('the built page trains below a sub-path, and again without a network', async ({ page, context }) => {
  const playground = new Playground(page);
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.address) && !request.url().startsWith('blob:'))
      outside.push(request.url());
  });
  await page.goto(`${server.address}?backend=wasm#${SHORT}`);
  await trains(playground);
  expect(outside).toEqual([]);
  expect(server.missing).toEqual([]);

  await kept(page);
  await server.stop();
  await context.setOffline(true);
  await page.reload();
  await trains(playground);
  // what is loaded only when asked for is there too
  await playground.laneMenu(1);
  await playground.lane(1).getByRole('button', { name: 'Source', exact: true }).click();
  const pane = page.getByRole('dialog', { name: 'Source of CARP · joint' });
  await expect(pane.locator('.katex').first()).toBeVisible();
  await page.keyboard.press('Escape');
  // and so is the page at another address of it
  await page.goto(`${server.address}?embed=1&backend=cpu`);
  await expect(playground.button('Start')).toBeEnabled();
  expect(playground.errors).toEqual([]);
});

test('a newer build waits, comes whole when asked for, and leaves nothing of the old one', async ({
  page,
  context,
}) => {
  const playground = new Playground(page);
  const newer = await newerBuild();
  await page.goto(`${server.address}?backend=wasm#${SHORT}`);
  await kept(page);
  const old = await keptFiles(page);
  const footer = page.getByRole('contentinfo');
  await expect(footer).not.toContainText('commit newer');

  server.folder = newer;
  await page.reload();
  // the old build, whole, until someone asks for the newer one
  await expect(footer).not.toContainText('commit newer');
  const reload = page.getByRole('button', { name: 'Reload', exact: true });
  await expect(reload).toBeVisible();
  await expect(footer).not.toContainText('commit newer');
  await reload.click();
  await expect(footer).toContainText('commit newer');
  await expect(reload).toBeHidden();

  await expect.poll(async () => (await keptFiles(page)).length).toBe(old.length);
  const now = await keptFiles(page);
  expect(now.length).toBe(new Set(now).size);
  const changed = old.filter((path) => !now.includes(path));
  expect(changed.some((path) => /\/assets\/index-.*\.js$/.test(path))).toBe(true);
  expect(now.filter((path) => /\/assets\/index-.*\.js$/.test(path))).toHaveLength(1);

  await server.stop();
  await context.setOffline(true);
  await page.reload();
  await expect(footer).toContainText('commit newer');
  await trains(playground);
  expect(playground.errors).toEqual([]);
});

test('a tab whose build another tab replaced trains on, says so, and reloads at the press', async ({
  page,
  context,
}) => {
  const newer = await newerBuild();
  server.control = 'no-store';
  const first = new Playground(page);
  await page.goto(`${server.address}?backend=wasm#${LONG}`);
  await kept(page);
  await page.reload();
  const other = new Playground(await context.newPage());
  await other.page.goto(`${server.address}?backend=wasm#${LONG}`);
  await expect(other.button('Start')).toBeEnabled();
  await first.button('Start').click();
  await first.reaches(2);

  server.folder = newer;
  await other.page.reload();
  const footer = (tab: Playground) => tab.page.getByRole('contentinfo');
  await expect(footer(other)).not.toContainText('commit newer');
  await expect(first.page.getByText('A newer version of this page is available.')).toBeVisible();
  await other.button('Reload').click();
  await expect(footer(other)).toContainText('commit newer');

  await expect(first.page.getByText('Another tab updated this page.')).toBeVisible();
  await first.laneMenu(1);
  await first.lane(1).getByRole('button', { name: 'Source', exact: true }).click();
  const alert = page.getByRole('alert').filter({ hasText: 'Opening the source failed.' });
  await expect(alert).toContainText('reload the page');
  const step = await first.step();
  await first.reaches(step + 2);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.locator('.newer').getByRole('button', { name: 'Reload' }).click();
  await expect(footer(first)).toContainText('commit newer');
  await expect(page.locator('.newer')).toHaveCount(0);
  expect([...first.errors, ...other.errors]).toEqual([]);
});

test('a kept page whose script is gone says so, and a reload brings the page of now', async ({ page }) => {
  const newer = await newerBuild();
  server.control = 'no-store';
  await page.goto(`${server.address}?backend=wasm#${SHORT}`);
  await kept(page);
  await page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys())
        if (/assets\/index-.*\.js/.test(request.url)) await cache.delete(request);
    }
  });
  server.folder = newer;
  await page.reload();
  await expect(page.getByText('The page did not load. Reload it.')).toBeVisible();
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length))
    .toBe(0);
  await page.reload();
  await expect(page.getByRole('contentinfo')).toContainText('commit newer');
});

test('a page from localhost keeps no copy of itself', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeEnabled();
  expect(
    await page.evaluate(() => navigator.serviceWorker.getRegistrations().then((all) => all.length)),
  ).toBe(0);
});
