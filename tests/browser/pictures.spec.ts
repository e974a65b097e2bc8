import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page, test } from 'playwright/test';
import { Playground } from './playground.ts';

// the tests add styles of their own, which the page's policy refuses
test.use({ bypassCSP: true });

/**
 * The page as pictures, compared as files (tests/browser/screens). What differs between
 * machines is taken out: the font (one that comes with KaTeX stands in for the system's), the backend (plain
 * JavaScript, the same numbers everywhere), and what is masked below. What is left are the edges of letters and
 * lines, which browsers' versions smooth differently: a picture may differ in half a per cent of its pixels, and a pixel
 * counts when its colour is off by a fifth. A moved row or a missing lane is more than that.
 *
 * After a change of the page: npx playwright test -c tests/browser pictures --update-snapshots, and look at them.
 */
const TOLERANCE = {
  maxDiffPixelRatio: 0.005,
  threshold: 0.2,
  animations: 'disabled',
  timeout: 30_000,
} as const;

const SMALL =
  'v=2&K=64&D=16&batch=8&steps=10&eval_images=100&encoder=mlp&mlp.hidden=16&head.hidden=16&carp.partition_size=8';

const FONT = readFileSync(
  createRequire(import.meta.url).resolve('katex/dist/fonts/KaTeX_SansSerif-Regular.woff2'),
).toString('base64');

/** Opens the page with letters that are the same everywhere. */
async function open(page: Page): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open('backend=cpu', SMALL);
  await page.addStyleTag({
    content: `
      @font-face { font-family: Pinned; src: url(data:font/woff2;base64,${FONT}); font-weight: 100 900; }
      *, ::before, ::after { font-family: Pinned !important; font-synthesis: none !important; }
      ::-webkit-scrollbar { display: none; }`,
  });
  await page.evaluate(() =>
    document.fonts
      .load('14px Pinned')
      .then(() => document.fonts.ready)
      .then(() => undefined),
  );
  return playground;
}

/** Trains to the end, and leaves nothing pointed at or focused. */
async function train(playground: Playground): Promise<void> {
  const { page } = playground;
  await playground.train(10);
  // the table of runs loads with its first run, and changes the page's height
  await expect(page.locator('.runs tbody tr')).toHaveCount(2);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  await page.mouse.move(0, 0);
  await settled(playground);
}

/** Plots that are not drawn for the size of their element, as their sizes. */
const stretched = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.plot-host')].flatMap((host) => {
      const { width, height } = host.getBoundingClientRect();
      const [, , wide = 0, tall = 0] = (host.querySelector('svg')?.getAttribute('viewBox') ?? '')
        .split(' ')
        .map(Number);
      const fits = width === 0 || (Math.abs(width - wide) < 2 && Math.abs(height - tall) < 2);
      return fits ? [] : [`${wide} x ${tall} in ${width} x ${height}`];
    }),
  );

/** Makes the window as tall as the page. A picture of a page that scrolls resizes it while it is taken, and plots are
 *  drawn anew meanwhile. */
async function unrolled(playground: Playground): Promise<void> {
  const { page } = playground;
  const size = await page.evaluate(() => ({
    width: innerWidth,
    height: document.documentElement.scrollHeight,
  }));
  await page.setViewportSize(size);
  await settled(playground);
}

/** Waits until every plot is drawn for its size and nothing is scrolled away. */
async function settled(playground: Playground): Promise<void> {
  await playground.drawn();
  await expect.poll(() => stretched(playground.page)).toEqual([]);
  const scrolled = () =>
    playground.page.evaluate(() => scrollY + (document.querySelector('.lanes')?.scrollLeft ?? Number.NaN));
  await expect.poll(scrolled).toBe(0);
}

/** Texts that depend on time, place and build. */
const masked = (page: Page) => [
  page.locator('.backend:visible'),
  page.locator('.footer'),
  page.locator('.runs'),
];

const SIZES = [
  ['wide', 1440, 900],
  ['narrow', 390, 844],
] as const;

for (const [name, width, height] of SIZES)
  test(`the page looks as it did: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    // A page that scrolls smoothly may still be moving when the picture is taken.
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const playground = await open(page);
    await expect(page).toHaveScreenshot(`${name}-before.png`, { ...TOLERANCE, mask: masked(page) });
    await train(playground);
    await unrolled(playground);
    await expect(page).toHaveScreenshot(`${name}-after.png`, { ...TOLERANCE, mask: masked(page) });
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme: 'dark' });
    await settled(playground);
    await expect(page).toHaveScreenshot(`${name}-dark.png`, { ...TOLERANCE, mask: masked(page) });
    expect(playground.errors).toEqual([]);
  });

test('a page without a lane is not the same picture', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page);
  await page.addStyleTag({ content: '.lane:first-child { visibility: hidden !important; }' });
  await expect(page).not.toHaveScreenshot('wide-before.png', {
    ...TOLERANCE,
    mask: masked(page),
    timeout: 5000,
  });
});
