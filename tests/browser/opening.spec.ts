import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, type Page, test } from 'playwright/test';
import { Playground, TINY } from './playground.ts';

/** Bytes of the large file. Its parsing takes seconds on any machine. */
const SIZE = 180 * 2 ** 20;

/** Writes a run that opens, with so many bytes of numbers that no reader wants. */
async function writeLarge(path: string): Promise<void> {
  const run = gunzipSync(readFileSync('public/recorded/carp.json.gz')).toString().trimEnd();
  const file = createWriteStream(path);
  const block = '0.123456789,{"a":[1,2,3]},'.repeat(40_000);
  file.write(`${run.slice(0, -1)}, "padding": [`);
  for (let written = run.length; written < SIZE; written += block.length)
    if (!file.write(block)) await once(file, 'drain');
  file.end('0]}');
  await once(file, 'finish');
}

/** Notes what the page itself parses, and the longest time for which its thread answered nothing. */
const watch = (page: Page) =>
  page.addInitScript(() => {
    const own = JSON.parse;
    let last = performance.now();
    const seen = { longest: 0, gap: 0 };
    Object.assign(globalThis, { seen });
    JSON.parse = (text: string, ...more: []) => {
      seen.longest = Math.max(seen.longest, text.length);
      return own(text, ...more);
    };
    setInterval(() => {
      const now = performance.now();
      seen.gap = Math.max(seen.gap, now - last);
      last = now;
    }, 5);
  });

const seenOn = (page: Page) =>
  page.evaluate(() => Reflect.get(globalThis, 'seen') as { longest: number; gap: number });

test('a large run file is read in a worker: the page answers, Cancel ends it, and it opens', async ({
  page,
}, info) => {
  const path = info.outputPath('large.json');
  await writeLarge(path);
  await watch(page);
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await expect.poll(() => page.workers().length).toBe(2);
  const picker = page.getByLabel('Run files');
  const reading = page.getByRole('progressbar', { name: 'Reading large.json' });

  await picker.setInputFiles(path);
  await expect(reading).toBeVisible();
  await expect.poll(() => page.workers().length).toBe(3);
  const settings = playground.button('Settings');
  const before = await settings.getAttribute('aria-expanded');
  await settings.click();
  await expect(settings).not.toHaveAttribute('aria-expanded', before ?? '');
  await expect(reading).toBeVisible();
  await playground.button('Cancel').click();
  await expect(reading).toHaveCount(0);
  await expect.poll(() => page.workers().length).toBe(2);
  await expect(playground.lane(1)).not.toContainText('your run');
  await expect(playground.button('Start')).toBeEnabled();

  await page.evaluate(() => Object.assign(Reflect.get(globalThis, 'seen') as object, { gap: 0 }));
  await picker.setInputFiles(path);
  await expect(playground.lane(1)).toContainText('your run');
  await expect(reading).toHaveCount(0);
  const { longest, gap } = await seenOn(page);
  // the page itself parses the example that it comes with
  expect(longest).toBeLessThan(SIZE / 10);
  info.annotations.push({ type: 'longest silence of the page, ms', description: gap.toFixed(0) });
  expect(playground.errors).toEqual([]);
});

test('a file dropped while another is read takes its place', async ({ page }, info) => {
  const path = info.outputPath('large.json');
  await writeLarge(path);
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await expect.poll(() => page.workers().length).toBe(2);
  await page.getByLabel('Run files').setInputFiles(path);
  await expect(page.getByRole('progressbar', { name: 'Reading large.json' })).toBeVisible();
  await page
    .getByLabel('Run files')
    .setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{') });
  await expect(page.getByRole('alert')).toContainText('other.json: The file is not JSON');
  await expect.poll(() => page.workers().length).toBe(2);
  await expect(page.getByRole('progressbar', { name: /Reading/ })).toHaveCount(0);
  await expect(playground.lane(1)).not.toContainText('your run');
  expect(playground.errors).toEqual([]);
});

test('a reader that does not load is said so, and the page goes on', async ({ page }) => {
  await page.route(/run-reader-worker-.*\.js$/, (route) => route.fulfill({ status: 404, body: '' }));
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await page.getByLabel('Run files').setInputFiles('public/recorded/carp.json.gz');
  await expect(page.getByRole('alert')).toContainText('The reader of run files did not load');
  await expect(page.getByRole('progressbar', { name: /Reading/ })).toHaveCount(0);
  await expect(playground.button('Start')).toBeEnabled();
  expect(playground.errors).toEqual([]);
});
