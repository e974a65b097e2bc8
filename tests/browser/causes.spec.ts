import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from 'playwright/test';
import { chrome } from './chrome.ts';
import { FileServer } from './file-server.ts';
import { Playground, TINY } from './playground.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

/** Opens an article of another site that holds the page in a frame with these attributes. */
async function inFrame(page: Page, source: string, attributes: string): Promise<() => void> {
  const article = createServer((_, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end(
      `<title>An article</title><iframe width="1200" height="700" ${attributes} src="${source}"></iframe>`,
    );
  });
  await new Promise<void>((done) => article.listen(0, '127.0.0.1', done));
  await page.goto(`http://127.0.0.1:${(article.address() as AddressInfo).port}/`);
  return () => article.close();
}

test('offline before the first start, the page says what did not load, and trains once it can', async ({
  page,
  context,
}) => {
  const playground = new Playground(page);
  await playground.open('', TINY);
  await context.setOffline(true);
  await playground.button('Start').click();
  const alert = playground.lane(1).getByRole('alert');
  await expect(alert).toContainText('The training engine did not load.');
  await expect(alert).toContainText('no answer');
  await expect(alert).toContainText('Check the connection and start again.');
  await expect(page.getByText(/plain JavaScript/i)).toHaveCount(0);

  await context.setOffline(false);
  await playground.button('Start').click();
  await playground.reaches(40);
  await expect((await playground.menu('Backend')).getByText(/WebAssembly/).first()).toBeVisible();
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('a page by http from another host says why it has no WebGPU, and what to do', async ({ playwright }) => {
  const server = new FileServer(DIST, '/');
  await server.start();
  const { executablePath, args } = chrome();
  const browser = await playwright.chromium.launch({
    executablePath,
    args: [...args, '--host-resolver-rules=MAP plain.example 127.0.0.1'],
  });
  try {
    const page = await browser.newPage();
    const playground = new Playground(page);
    const address = server.address.replace('playground.localhost', 'plain.example');
    await page.goto(`${address}?backend=webgpu#${TINY}`);
    await playground.button('Start').click();
    const alert = playground.lane(1).getByRole('alert');
    await expect(alert).toContainText('WebGPU needs a page opened by https or from localhost.');
    await expect(alert).toContainText('open the page by https');
    await page.goto('about:blank');
    await page.goto(`${address}#${TINY}`);
    await playground.train();
    await expect((await playground.menu('Backend')).getByText(/needs a page opened by https/)).toBeVisible();
    expect(playground.errors).toEqual([]);
  } finally {
    await browser.close();
    await server.stop();
  }
});

test('a browser without a GPU says so, and how to get one', async ({ playwright, baseURL }) => {
  const { executablePath } = chrome();
  const browser = await playwright.chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--no-first-run'],
  });
  try {
    const playground = new Playground(await browser.newPage({ ...(baseURL && { baseURL }) }));
    await playground.open('backend=webgpu', TINY);
    const there = await playground.page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
    test.skip(there, 'skipped: this browser has a GPU');
    await playground.button('Start').click();
    const alert = playground.lane(1).getByRole('alert');
    await expect(alert).toContainText('This browser has WebGPU but found no GPU.');
    await expect(alert).toContainText('switch on hardware acceleration');
  } finally {
    await browser.close();
  }
});

test('an embedded page that may store nothing trains, and says nothing of it', async ({ page, baseURL }) => {
  const close = await inFrame(page, `${baseURL}?embed=1&backend=wasm#${TINY}`, '');
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  const frame = page.frameLocator('iframe');
  await frame.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(frame.getByRole('status').getByText('Done')).toBeVisible();
  await expect(frame.getByRole('alert')).toHaveCount(0);
  expect(
    await frame.locator('body').evaluate(() => {
      try {
        return Boolean(localStorage);
      } catch {
        return 'denied';
      }
    }),
  ).toBe('denied');
  expect(errors).toEqual([]);
  close();
});

test('after a second crash of the GPU process the page says that WebGPU comes back with the browser', async ({
  playwright,
  baseURL,
}) => {
  // a browser of its own: the crash takes WebGPU from all its pages
  const browser = await playwright.chromium.launch(chrome());
  try {
    const page = await browser.newPage({ ...(baseURL && { baseURL }) });
    const playground = new Playground(page);
    const session = await browser.newBrowserCDPSession();
    const alert = playground.lane(1).getByRole('alert');
    await playground.open('backend=webgpu', `${TINY.replace('steps=40', 'steps=100000')}&lanes=1`);
    const adapter = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
    test.skip(!adapter, 'skipped: no WebGPU adapter');
    await playground.button('Start').click();
    for (let crash = 1; crash <= 2; crash++) {
      await expect(page.locator('.progress-phase')).toHaveText('Running');
      await session.send('Browser.crashGpuProcess');
      await expect(alert).toContainText(/The GPU/);
      await playground.button('Restart lane').click();
      if (crash === 1) await expect(alert).toHaveCount(0);
    }
    await expect(alert).toContainText('withholds WebGPU after its GPU process crashed');
    await expect(alert).toContainText('restart the browser');
  } finally {
    await browser.close();
  }
});

for (const open of [true, false])
  test(`a sandbox without the page's origin is named where ${open ? 'lanes' : 'scripts'} cannot load`, async ({
    page,
  }) => {
    const server = new FileServer(DIST, '/');
    server.open = open;
    await server.start();
    const close = await inFrame(page, `${server.address}?embed=1#${TINY}`, 'sandbox="allow-scripts"');
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    const alert = page.frameLocator('iframe').getByRole('alert').first();
    await expect(alert).toContainText('sandbox lacks "allow-same-origin"');
    await expect(alert).toContainText(/open the page in a tab of its own/i);
    expect(errors).toEqual([]);
    close();
    await server.stop();
  });
