import { expect, type Page, test } from 'playwright/test';
import { Playground, SHORT, TINY } from './playground.ts';

/** A page with two lanes, trained to their end. */
async function trained(page: Page): Promise<Playground> {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  return playground;
}

/** The page after a run that some tests look at: each leaves it as it was. */
let done: Playground;
test.beforeAll(async ({ browser }) => {
  done = await trained(await browser.newPage());
});
test.afterAll(() => done.page.close());

const style = (page: Page, selector: string, property: string) =>
  page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

test('nothing is wider than the screen, from 360 px to 4K', async () => {
  const { page } = done;
  for (const panel of await page.locator('main > details > summary, .lane-knobs > summary').all())
    await panel.evaluate((summary) => summary.parentElement?.setAttribute('open', ''));
  for (const width of [360, 390, 600, 768, 1024, 1440, 2560, 3840]) {
    await page.setViewportSize({ width, height: 900 });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), {
        message: `${width} px`,
      })
      .toBeLessThanOrEqual(0);
    await expect(done.button('Start')).toBeInViewport();
  }
  await page.setViewportSize({ width: 1280, height: 720 });
});

test('the theme follows the system, until someone chooses another, and then again', async ({ page }) => {
  const playground = new Playground(page);
  const theme = page.locator('html');
  await page.emulateMedia({ colorScheme: 'dark' });
  await playground.open('backend=wasm', TINY);
  await expect(theme).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(theme).toHaveAttribute('data-theme', 'light');
  await playground.menu('More');
  await playground.button('Dark theme').click();
  await expect(theme).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(theme).toHaveAttribute('data-theme', 'dark');
  await playground.menu('More');
  await playground.button('Light theme').click();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(theme).toHaveAttribute('data-theme', 'dark');
});

test('forced colours and more contrast leave what is chosen and what is drawn to be seen', async ({
  page,
}) => {
  const playground = new Playground(page);
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark' });
  await playground.open('backend=wasm', TINY);
  expect(await style(page, '.switch-option[data-shown] > span', 'background-color')).not.toBe(
    await style(page, '.switch-option:not([data-shown]) > span', 'background-color'),
  );
  expect(await style(page, 'button.primary', 'background-color')).not.toBe(
    await style(page, 'button:disabled', 'background-color'),
  );
  // a plot brings the paper that its inks are for, whichever theme was chosen
  const paper = '.plot-host > svg > rect';
  await expect.poll(() => style(page, paper, 'fill')).toBe('rgb(20, 22, 26)');
  await playground.menu('More');
  await playground.button('Light theme').click();
  await expect.poll(() => style(page, paper, 'fill')).toBe('rgb(255, 255, 255)');

  await page.emulateMedia({ forcedColors: 'none', contrast: 'more' });
  expect(await style(page, '.numbers dt', 'color')).toBe(await style(page, 'body', 'color'));
});

test('less motion: a recorded run stands at its end, and nothing moves by itself', async ({ page }) => {
  await page.clock.install();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = new Playground(page);
  await page.goto('./');
  const time = page.getByRole('region', { name: 'Time machine' });
  await expect(time.getByRole('slider')).toBeEnabled();
  await expect(time.getByRole('button', { name: 'Replay this run' })).toBeVisible();
  const shown = await time.innerText();
  // a minute of timers and frames
  await page.clock.runFor(60_000);
  expect(await time.innerText()).toBe(shown);
  const moving = await page.evaluate(
    () => document.getAnimations().filter((each) => each.playState === 'running').length,
  );
  expect(moving).toBe(0);
  expect(await style(page, 'html', 'scroll-behavior')).toBe('auto');
  expect(playground.errors).toEqual([]);
});

test('on paper there are plots and numbers, dark on light, and no controls', async () => {
  const { page } = done;
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  expect(await style(page, 'body', 'background-color')).toBe('rgb(255, 255, 255)');
  await expect(page.locator(':is(button, select, input):not(.term, [data-print]):visible')).toHaveCount(0);
  // what a control says on the screen is on paper in words: names, the comparison, and the addresses of links
  await expect(done.lane(1).getByRole('heading', { name: /^Lane 1: / })).toBeVisible();
  expect(
    await page.locator('.pair-verdict > summary').evaluate((summary) => summary.clientHeight),
  ).toBeGreaterThan(0);
  const link = page.locator('footer a[href^="http"]').first();
  expect(await link.evaluate((element) => getComputedStyle(element, '::after').content)).toContain(
    'arxiv.org',
  );
  await expect(done.plot('Usage')).toBeVisible();
  await expect(done.lane(2).getByText(/^Unique at ε/)).toBeVisible();
  await page.emulateMedia({ colorScheme: null, media: null });
});

test.describe('by touch', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('every target has room for a finger, the main ones 44 px', async ({ page }) => {
    await trained(page);
    expect(await page.evaluate(() => matchMedia('(pointer: coarse)').matches)).toBe(true);
    await page.evaluate(() => {
      for (const panel of document.querySelectorAll('details:not(.menu)')) panel.setAttribute('open', '');
    });
    const small = (selector: string, least: number) =>
      page.evaluate(
        ([targets, px]) =>
          [...document.querySelectorAll(targets)].flatMap((element) => {
            // what labels a field enlarges it; a link or button within a sentence is as high as its line
            const target = element.closest('label') ?? element;
            const { width, height } = target.getBoundingClientRect();
            const inline = getComputedStyle(element).display === 'inline';
            const seen = element.checkVisibility({ visibilityProperty: true }) && width > 1 && height > 1;
            return !seen || inline || (width >= px && height >= px)
              ? []
              : [`${element.outerHTML.slice(0, 120)}: ${width.toFixed(1)} x ${height.toFixed(1)}`];
          }),
        [selector, least] as const,
      );
    expect(await small('button, select, input, summary, a[href], [role=tab]', 24)).toEqual([]);
    expect(await small('.transport-buttons > button, .switch-option', 44)).toEqual([]);
  });
});
