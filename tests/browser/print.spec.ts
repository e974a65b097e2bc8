import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { decode } from 'fast-png';
import { expect, type Page, test } from 'playwright/test';
import { pdfContent } from './pdf-content.ts';
import { inspect, Playground, SHORT } from './playground.ts';

const CM_PER_INCH = 2.54;
const WIDTHS = [
  { word: 'column', cm: 8.5 },
  { word: 'page', cm: 17.5 },
] as const;

/** Readers of SVG and PDF that are not the browser, where this machine has them. */
const READERS = ['rsvg-convert', 'pdftotext', 'pdftoppm'].filter(
  (name) => spawnSync(name, ['--help']).error === undefined,
);
const reads = (name: string) => READERS.includes(name);
const opened = READERS.length
  ? `opened by the browser and ${READERS.join(', ')}`
  : 'opened by the browser alone: librsvg2-bin and poppler-utils are missing here';

let shared: Playground;
test.beforeAll(async ({ browser }) => {
  shared = new Playground(await browser.newPage());
  await shared.open('backend=wasm', SHORT);
  await shared.train(10);
});
test.afterAll(() => shared.page.close());

/** Saves a figure for print and returns the path of its file, under its own name. */
async function printed(playground: Playground, width: string, format: string): Promise<string> {
  const { page } = playground;
  await playground.menu('Export');
  await page.getByLabel('Print width').selectOption(width);
  await page.getByLabel('Print format').selectOption(format);
  const { name, bytes } = await playground.download(() => playground.button('Save print figure').click());
  const path = test.info().outputPath(name);
  writeFileSync(path, bytes);
  return path;
}

/** Size and texts of an SVG, by the browser’s own parser. */
const parsed = (page: Page, text: string) =>
  page.evaluate((svg) => {
    const root = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement;
    if (root.nodeName !== 'svg') throw new Error(`not SVG: ${root.textContent}`);
    return {
      width: root.getAttribute('width'),
      height: root.getAttribute('height'),
      texts: [...root.querySelectorAll('text')].map((each) => each.textContent ?? ''),
    };
  }, text);

/** A picture of that width with something drawn in either half. */
function expectInk(png: Buffer, width: number): void {
  const picture = inspect(png);
  // a renderer may round up
  expect(Math.abs(picture.width - width)).toBeLessThanOrEqual(1);
  for (const ink of [picture.left, picture.right]) {
    expect(ink).toBeGreaterThan(0.01);
    expect(ink).toBeLessThan(0.7);
  }
}

for (const { word, cm } of WIDTHS)
  test(`figures for a ${word} are ${cm} cm wide in every format, ${opened}`, async () => {
    const { page, errors } = shared;
    const svgPath = await printed(shared, word, 'svg');
    const svg = await parsed(page, readFileSync(svgPath, 'utf8'));
    expect(svg.width).toBe(`${cm}cm`);
    const height = Number.parseFloat(svg.height ?? '');

    // PNG: the pixels of its resolution, which it names
    for (const dpi of [300, 600]) {
      const bytes = readFileSync(await printed(shared, word, `png${dpi}`));
      const pixels = Math.round((cm / CM_PER_INCH) * dpi);
      const png = decode(bytes, { checkCrc: true });
      expect(png.width).toBe(pixels);
      expect(png.height).toBe(Math.round((height / CM_PER_INCH) * dpi));
      expect(png.resolution).toEqual({ x: Math.round(dpi / 0.0254), y: Math.round(dpi / 0.0254), unit: 1 });
      expectInk(bytes, pixels);
    }

    // PDF: the same texts as text, and lines as lines
    const pdfPath = await printed(shared, word, 'pdf');
    const pdf = pdfContent(readFileSync(pdfPath));
    expect(pdf.size[0]).toBeCloseTo((cm / CM_PER_INCH) * 72, 3);
    expect(pdf.size[1]).toBeCloseTo((height / CM_PER_INCH) * 72, 3);
    expect(pdf.texts).toEqual(svg.texts);
    expect(pdf.texts).toContain('Distance threshold ε (1 − cosine)');
    expect(pdf.pieces).toBeGreaterThan(40);
    // the density and colour bar of each of two rings
    expect(pdf.images).toBe(word === 'page' ? 4 : 0);

    // the same in other programs
    const pixels = Math.round((cm / CM_PER_INCH) * 300);
    if (reads('rsvg-convert')) {
      const dpi = ['--dpi-x', '300', '--dpi-y', '300'];
      expectInk(execFileSync('rsvg-convert', [...dpi, svgPath], { maxBuffer: 2 ** 26 }), pixels);
    }
    if (reads('pdftoppm'))
      expectInk(
        execFileSync('pdftoppm', ['-png', '-r', '300', '-singlefile', pdfPath], { maxBuffer: 2 ** 26 }),
        pixels,
      );
    if (reads('pdftotext')) {
      const words = (text: string) => text.split(/\s+/).filter(Boolean).sort();
      const text = execFileSync('pdftotext', ['-raw', pdfPath, '-']).toString();
      expect(words(text)).toEqual(words(svg.texts.join(' ')));
    }
    expect(errors).toEqual([]);
  });

test('the caption of a figure has its settings, and the choice outlives a reload', async () => {
  const { page } = shared;
  await printed(shared, 'page', 'png600');
  const { name, bytes } = await shared.exports('Save print caption');
  expect(name).toMatch(/_page\.txt$/);
  for (const part of ['17.5 cm wide', 'by ε at step 10.', 'K = 64', 'seed = 1', 'commit '])
    expect(bytes.toString()).toContain(part);
  await page.reload();
  await shared.menu('Export');
  await expect(page.getByLabel('Print width')).toHaveValue('page');
  await expect(page.getByLabel('Print format')).toHaveValue('png600');
});

test('without storage a figure is saved, and without its font the error says so', async ({ page }) => {
  await page.addInitScript(() =>
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    }),
  );
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  expect(await printed(playground, 'column', 'svg')).toMatch(/_column\.svg$/);
  await page.route('**/Arimo*.ttf', (route) => route.abort());
  await page.getByLabel('Print format').selectOption('pdf');
  await playground.button('Save print figure').click();
  await expect(page.getByRole('alert')).toContainText('The PDF was not made');
  expect(playground.errors).toEqual([]);
});
