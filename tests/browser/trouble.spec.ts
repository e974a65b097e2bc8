import { expect, test, type Worker } from 'playwright/test';
import { chrome } from './chrome.ts';
import { Playground, SHORT, TINY } from './playground.ts';

test('a bad address is refused in words, and starts nothing', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', `${TINY}&lr=7&colour=red`);
  const alerts = page.getByRole('alert');
  await expect(alerts.filter({ hasText: 'lr' }).first()).toContainText(/from 0.00001 to 0.1/);
  await expect(alerts.filter({ hasText: 'colour' }).first()).toBeVisible();
  expect(await playground.step()).toBe(0);
  expect(playground.errors).toEqual([]);
});

test('an address with thousands of faults gives one short notice, which one press dismisses', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  const whole = await height();
  await page.goto('about:blank');
  const faults = Array.from({ length: 4000 }, (_, i) => `bad${i}=1&lane${i + 7}.K=64`).join('&');
  const names = Array.from({ length: 300 }, (_, i) => `part${i}`).join(',');
  await playground.open(`backend=wasm&backend=wasm&hide=${names}`, `${TINY}&lr=7&steps=40&${faults}`);
  const notices = page.locator('.notices');
  await expect(notices).toContainText('Unknown settings bad0, bad1, bad2 and 3,997 more');
  await expect(notices).toContainText('lane7.K, lane8.K, lane9.K and 3,997 more');
  await expect(notices).toContainText('And 1 earlier');
  expect((await notices.boundingBox())?.height).toBeLessThan(700);
  expect(await height()).toBeLessThan(whole + 100);
  await playground.button('Dismiss').first().click();
  await expect(notices).not.toContainText('earlier');
  await playground.button('Dismiss all').click();
  await expect(notices).toHaveCount(0);
  await expect(playground.button('Start')).toBeEnabled();
  expect(playground.errors).toEqual([]);
});

test('a setting before the # and a backend behind it are read, and put where they belong', async ({
  page,
}) => {
  const playground = new Playground(page);
  const hash = SHORT.replace('steps=10', 'steps=2');
  await playground.open('lanes=1&colour=red', `${hash}&backend=cpu`);
  await expect(page.locator('.notices').getByRole('alert')).toHaveText([/Unknown setting colour/]);
  const address = new URL(page.url());
  expect(address.search).toBe('?backend=cpu');
  expect(address.hash).toBe(`#lanes=1&colour=red&${hash}`);
  await playground.train(2);
  expect((await playground.exported()).map(({ backend }) => backend.name)).toEqual(['cpu']);
  expect(playground.errors).toEqual([]);
});

test('a K that the method cannot take is refused at the start, with what to do', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', `${TINY}&lane1.K=66`);
  await playground.button('Start').click();
  const alert = playground.lane(1).getByRole('alert');
  await expect(alert).toContainText('K = 66');
  await expect(alert).toContainText('must divide K');
  // nothing starts half: the other lane stays where it was
  await expect(playground.button('Start')).toBeEnabled();
  expect(await playground.step()).toBe(0);
});

/** The worker that trains lane 1 or 2: workers open in lane order. */
async function laneWorker(playground: Playground, number: 1 | 2): Promise<Worker> {
  await expect.poll(() => playground.page.workers().length).toBe(2);
  return playground.page.workers()[number - 1];
}

test('a worker that dies is said so and can be restarted; the other lane goes on', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=300'));
  await playground.button('Start').click();
  await playground.reaches(5);
  const worker = await laneWorker(playground, 1);
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('a fault made by the test');
    }, 0);
  });
  const alerts = page.getByRole('alert').filter({ hasText: 'a fault made by the test' });
  await expect(alerts.first()).toBeVisible();
  const restart = page.getByRole('button', { name: 'Restart lane' });
  await expect(restart).toHaveCount(1);
  await playground.reaches(60);
  await restart.click();
  await expect(restart).toHaveCount(0);
  await expect.poll(() => page.workers().length).toBe(2);
});

test('NaN pauses the lane, names quantity and step, and keeps its plots', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.button('Step').click();
  await expect.poll(() => playground.step()).toBe(1);
  // a numerical fault in the loss, planted in the worker's own kernel registry
  const worker = await laneWorker(playground, 1);
  await worker.evaluate(() => {
    type Kernel = {
      kernelFunc: (given: { backend: { typedArrayFromHeap(t: unknown): Float32Array } }) => unknown[];
    };
    const globals = Reflect.get(globalThis, '_tfGlobals') as Map<string, Map<string, Kernel>>;
    const kernel = globals.get('kernelRegistry')?.get('wasm_BlockConsistency');
    if (!kernel) throw new Error('no such kernel');
    const { kernelFunc } = kernel;
    kernel.kernelFunc = (given) => {
      const outputs = kernelFunc(given);
      kernel.kernelFunc = kernelFunc;
      given.backend.typedArrayFromHeap(outputs[0])[0] = Number.NaN;
      return outputs;
    };
  });
  await playground.button('Step').click();
  const alert = page.getByRole('alert').filter({ hasText: /The loss is NaN \(step 2\)/ });
  await expect(alert).toHaveCount(1);
  await expect(playground.plot(/loss/i)).toBeVisible();
  await playground.button('Resume').click();
  await playground.reaches(40);
  expect(playground.errors).toEqual([]);
});

test('a backend that does not exist is refused in words', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=quantum', TINY);
  await expect(page.getByRole('alert').first()).toContainText('quantum');
  await expect(playground.lane(1)).toBeVisible();
});

test('WebGPU where there is none: forced, it is refused in words; else wasm trains, and the badge says why', async ({
  playwright,
  baseURL,
}) => {
  const { executablePath } = chrome();
  const browser = await playwright.chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-blink-features=WebGPU', '--no-first-run'],
  });
  const page = await browser.newPage({ ...(baseURL ? { baseURL } : {}) });
  const playground = new Playground(page);
  await playground.open('backend=webgpu', TINY);
  await playground.button('Start').click();
  const alerts = page.getByRole('alert').filter({ hasText: 'WebGPU is not available' });
  await expect(alerts.first()).toBeVisible();
  await expect(alerts.first()).toContainText('Remove ?backend=webgpu');
  await page.goto('about:blank');
  await playground.open('', TINY);
  await playground.button('Start').click();
  await playground.reaches(40);
  await playground.menu('Backend');
  await expect(page.getByText(/WebGPU.*so training runs on WebAssembly/).first()).toBeVisible();
  await browser.close();
});

test('the trouble of one of four lanes covers no other lane', async ({ page }) => {
  const playground = new Playground(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await playground.open('backend=wasm', `${TINY}&lanes=4`);
  await page.workers()[1].evaluate(() => {
    setTimeout(() => {
      throw new Error('broken on purpose');
    });
  });
  const trouble = page.locator('.lane-trouble');
  await expect(trouble).toHaveCount(1);
  const box = await trouble.boundingBox();
  const lane = await page.locator('.lane', { has: trouble }).boundingBox();
  expect(box?.y).toBeGreaterThanOrEqual(lane?.y ?? Number.NaN);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((lane?.y ?? 0) + (lane?.height ?? 0) + 1);
  expect(playground.errors).toEqual([]);
});

test.describe('the main script', () => {
  const LATE = /The page did not load\. Reload it\./;

  for (const [what, answer] of [
    ['does not come', { status: 404, body: '' }],
    ['does not parse', { contentType: 'text/javascript', body: 'let = = ;' }],
  ] as const)
    test(`${what}, which the page says without it`, async ({ page }) => {
      await page.route(/assets\/index-.*\.js$/, (route) => route.fulfill(answer));
      await page.goto('./');
      await expect(page.getByText(LATE)).toBeVisible({ timeout: 60_000 });
      await expect(page.getByRole('heading', { name: 'proto-playground' })).toBeVisible();
    });

  test('comes, and nothing is said', async ({ page }) => {
    await page.goto('./');
    await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 60_000 });
    await expect(page.getByText(LATE)).toHaveCount(0);
  });
});

test('a part of the page that cannot be drawn says so in its place, and the rest goes on', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=4000'));
  await playground.button('Start').click();
  await playground.reaches(5);
  await page.evaluate(() => {
    const own = Number.prototype.toPrecision;
    Number.prototype.toPrecision = () => {
      throw new Error('broken on purpose');
    };
    addEventListener('mend', () => {
      Number.prototype.toPrecision = own;
    });
  });
  const lost = page.getByRole('alert').filter({ hasText: 'Showing lane 1 failed.' });
  await expect(lost).toBeVisible();
  await expect(lost).toContainText('broken on purpose.');
  await expect(lost).toContainText('Lanes train on.');
  await page.evaluate(() => dispatchEvent(new Event('mend')));
  const { bytes } = await playground.download(() =>
    lost.getByRole('button', { name: 'Export JSON' }).click(),
  );
  expect(JSON.parse(bytes.toString()).lanes).toHaveLength(2);

  const again = page.getByRole('button', { name: 'Show it again' });
  while ((await again.count()) > 0) await again.first().click();
  await expect(playground.lane(1)).toBeVisible();
  const step = await playground.step();
  await playground.reaches(step + 5);
});
