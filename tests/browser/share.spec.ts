import { truncate, writeFile } from 'node:fs/promises';
import { csvParse } from 'd3-dsv';
import { decode } from 'fast-png';
import { strFromU8, unzipSync } from 'fflate';
import { expect, type Page, test } from 'playwright/test';
import { inspect, type Lane, Playground, TINY } from './playground.ts';

type RunFile = { readonly format: string; readonly lanes: Lane[] };

/** A page with the two small lanes, trained to their end. */
async function trained(page: Page): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.train();
  return playground;
}

/** The page that is exported from, and the file that it gives. */
let shared: Playground;
let json: Buffer;
test.beforeAll(async ({ browser }) => {
  shared = await trained(await browser.newPage());
  json = (await shared.exports('Export JSON')).bytes;
});
test.afterAll(() => shared.page.close());

async function fromMenu(playground: Playground, name: string): Promise<Buffer> {
  const { bytes } = await playground.exports(name);
  return bytes;
}

/** Width, height and texts of an SVG, by the browser's own parser; fails where it does not parse. */
const parseSvg = (page: Page, text: string) =>
  page.evaluate((svg) => {
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    if (root.nodeName !== 'svg') throw new Error(`not SVG: ${root.textContent}`);
    return {
      width: Number(root.getAttribute('width')),
      height: Number(root.getAttribute('height')),
      texts: [...root.querySelectorAll('text')].map((each) => each.textContent),
      strokes: root.querySelectorAll('path[stroke]').length,
    };
  }, text);

function expectWhiteCorner(bytes: Uint8Array): void {
  const { data, channels } = decode(bytes);
  expect(Array.from(data.subarray(0, Math.min(3, channels)))).toEqual([255, 255, 255]);
}

test('everything exports from a dark page, light, and says the same in every format', async () => {
  const playground = shared;
  const { page } = playground;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  const json = await playground.exports('Export JSON');
  const run = JSON.parse(json.bytes.toString()) as RunFile;
  const files = unzipSync(new Uint8Array(await fromMenu(playground, 'Export ZIP')));
  const text = (name: string) => strFromU8(files[name]);

  // the run: the same as the JSON, but for the moment it was made
  expect((JSON.parse(text('run.json')) as RunFile).lanes).toEqual(run.lanes);

  // the curves: every point of the JSON, and no other
  const points = csvParse(text('curves.csv')).map(({ lane, metric, step, value }) => [
    lane,
    metric,
    +step,
    value,
  ]);
  const wanted = run.lanes.flatMap(({ series }, i) =>
    Object.entries(series).flatMap(([metric, { steps, values }]) =>
      steps.map((step, k) => [`Lane ${i + 1}`, metric, step, String(values[k])]),
    ),
  );
  expect(points).toEqual(wanted);
  const csv = await playground.exports('Export CSV');
  expect(csv.bytes.toString()).toBe(text('curves.csv'));

  // prototypes: unit directions, and shares of all assignments
  const prototypes = csvParse(text('prototypes.csv'));
  expect(prototypes).toHaveLength(2 * 64);
  for (const name of ['Lane 1', 'Lane 2']) {
    const own = prototypes.filter(({ lane }) => lane === name);
    expect(own.reduce((sum, row) => sum + Number(row.share_of_assignments), 0)).toBeCloseTo(1, 4);
    for (const { pc1, pc2, pc3 } of own) expect(Math.hypot(+pc1, +pc2, +pc3)).toBeLessThan(1.001);
  }

  // plots: each parses, has its name and lines, and its picture is twice its size
  const plots = Object.keys(files).filter((name) => name.endsWith('.svg'));
  // the figure; ring, angles, map, sphere and use of two lanes; ten curves
  expect(plots).toHaveLength(1 + 2 * 5 + 10);
  for (const name of plots) {
    const svg = await parseSvg(page, text(name));
    expect(svg.texts.join(' '), name).toMatch(/proto-playground .*commit/);
    const png = files[name.replace('.svg', '@2x.png')];
    const { width, height, left, right } = inspect(Buffer.from(png));
    expect([width, height], name).toEqual([2 * svg.width, 2 * svg.height]);
    expect(left + right, name).toBeGreaterThan(0.01);
    expect(left + right, name).toBeLessThan(1.6);
    expectWhiteCorner(png);
  }
  const loss = await parseSvg(page, text('plots/loss.svg'));
  expect(loss.texts).toContain('Loss');
  expect(loss.strokes).toBeGreaterThanOrEqual(2);
  expect((await fromMenu(playground, 'Export SVG')).toString()).toBe(text('figure.svg'));

  // words
  const caption = text('caption.txt');
  for (const part of ['Lane 1: CARP, joint prototypes', 'K = 64', 'seed = 1', 'commit ', 'wasm', page.url()])
    expect(caption).toContain(part);
  expect((await fromMenu(playground, 'Save caption')).toString()).toBe(caption);
  for (const [name, file, entry] of [
    ['paper', 'paper.bib', '@inproceedings{arteaga2026why,'],
    ['tool', 'tool.bib', '@software{proto_playground,'],
  ]) {
    expect(text(file).startsWith(entry)).toBe(true);
    expect((await fromMenu(playground, `Save ${name} BibTeX`)).toString()).toBe(text(file));
    await playground.menu('Export');
    await playground.button(`Copy ${name} BibTeX`).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(text(file));
  }

  // the figure on the clipboard is the figure
  await playground.menu('Export');
  await page.getByLabel('PNG scale').selectOption('1');
  await playground.button('Copy figure').click();
  await expect(page.getByText('Figure copied.')).toBeVisible();
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return [...new Uint8Array(await (await item.getType('image/png')).arrayBuffer())];
  });
  const figure = await parseSvg(page, text('figure.svg'));
  const picture = inspect(Buffer.from(copied));
  expect([picture.width, picture.height]).toEqual([figure.width, figure.height]);
  expect(picture.left).toBeGreaterThan(0.03);
  expect(playground.errors).toEqual([]);
});

test('a browser that cannot copy pictures says so, and saves them all the same', async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, 'ClipboardItem'));
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await page
    .getByLabel('Run files')
    .setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: json });
  await expect(playground.lane(1)).toContainText(/your run/);
  await playground.menu('Export');
  await expect(playground.button('Copy figure')).toBeDisabled();
  await expect(page.getByText('This browser cannot copy pictures. Save it as PNG.')).toBeVisible();
  const { bytes } = await playground.exports('Export PNG');
  expect(inspect(bytes).width).toBeGreaterThan(1000);
});

test('an exported run opens again, by picker and by drop; a broken one changes nothing', async () => {
  const playground = shared;
  const { page } = playground;
  const picker = page.getByLabel('Run files');
  const exported = async () => {
    const { bytes } = await playground.exports('Export JSON');
    return { bytes, lanes: (JSON.parse(bytes.toString()) as RunFile).lanes };
  };
  const alerts = page.getByRole('alert');
  const run = await exported();
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/json', buffer });

  // faults: each is named, and the lanes stay
  const huge = test.info().outputPath('huge.json');
  await writeFile(huge, '');
  await truncate(huge, 300 * 2 ** 20);
  for (const [given, words] of [
    [file('cut.json', run.bytes.subarray(0, run.bytes.length / 2)), /cut\.json: The file is not JSON/],
    [file('package.json', Buffer.from('{"name":"else"}')), /format is nothing/],
    [file('curves.csv', Buffer.from('lane,step\n')), /CSV/],
    [huge, /300 MB/],
  ] as const) {
    await picker.setInputFiles(given);
    await expect(alerts).toContainText(words);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(alerts).toHaveCount(0);
  }
  expect((await exported()).lanes).toEqual(run.lanes);

  // the picker brings the run back over a page that was reset
  await playground.button('Reset').click();
  await playground.menu('Export');
  await expect(playground.button('Export JSON')).toBeDisabled();
  await picker.setInputFiles(file('run.json', run.bytes));
  await expect(playground.lane(1)).toContainText(/your run/);
  await expect(page.getByText(/Your run, trained \d+ \w+ \d{4}\./)).toBeVisible();
  expect((await exported()).lanes).toEqual(run.lanes);
  expect(await playground.step()).toBe(40);

  // a drop of two files makes four lanes of them
  await page.evaluate((text) => {
    const dataTransfer = new DataTransfer();
    for (const name of ['a.json', 'b.json']) dataTransfer.items.add(new File([text], name));
    for (const type of ['dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, run.bytes.toString());
  await expect(playground.lane(4)).toContainText(/your run/);
  const four = await exported();
  expect(four.lanes.map(({ series }) => series)).toEqual(
    [...run.lanes, ...run.lanes].map(({ series }) => series),
  );

  // it trains on from a fresh start
  await playground.train();
  expect((await exported()).lanes[0].series).toEqual(run.lanes[0].series);
  expect(playground.errors).toEqual([]);
});
