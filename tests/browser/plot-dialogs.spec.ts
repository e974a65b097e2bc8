import { expect, type Locator, type Page, test } from 'playwright/test';
import { axeOn } from './axe.ts';
import { Playground, SHORT, TINY } from './playground.ts';

const dialogOf = (page: Page, name: string | RegExp) => page.getByRole('dialog', { name });

/** Px of the smallest text of a plot, as it is shown. */
const smallestText = (plot: Locator) =>
  plot.locator('svg:has(text)').evaluate((svg) => {
    const scale = svg.getBoundingClientRect().width / (svg as SVGSVGElement).viewBox.baseVal.width;
    return (
      Math.min(
        ...[...svg.querySelectorAll('text')].map((text) =>
          Number.parseFloat(getComputedStyle(text).fontSize),
        ),
      ) * scale
    );
  });

test('a plot over steps opens its values as a table, which has the exported numbers', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  const [joint, decoupled] = await playground.exported();
  await playground.menu('How to read it: Usage');
  await expect(page.getByRole('table', { name: 'Usage' })).toHaveCount(0);
  const opener = playground.button('Data table: Usage');
  await opener.click();
  const dialog = dialogOf(page, 'Data table: Usage');
  const rows = dialog.getByRole('table', { name: 'Usage' }).getByRole('row');
  await expect(rows.first().getByRole('columnheader')).toHaveText([
    'step',
    'CARP · joint',
    'CARP · joint, won after balancing',
    'CARP · decoupled',
    'CARP · decoupled, won after balancing',
  ]);
  const { steps } = joint.series['used'];
  await expect(rows).toHaveCount(steps.length + 1);
  const percent = (lane: typeof joint, series: string) =>
    `${(100 * (lane.series[series].values.at(-1) ?? Number.NaN)).toFixed(1)}%`;
  await expect(rows.last().getByRole('rowheader')).toHaveText(String(steps.at(-1)));
  await expect(rows.last().getByRole('cell')).toHaveText([
    percent(joint, 'used'),
    percent(joint, 'wonBalanced'),
    percent(decoupled, 'used'),
    percent(decoupled, 'wonBalanced'),
  ]);
  const { violations } = await axeOn(page).include('dialog[open]').analyze();
  expect(violations).toEqual([]);

  // the box takes the focus and scrolls by keys
  await page.setViewportSize({ width: 390, height: 300 });
  const box = dialog.getByRole('region', { name: 'Data table: Usage' });
  await box.focus();
  await page.keyboard.press('End');
  await expect.poll(() => box.evaluate((element) => element.scrollTop)).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();

  // the plot over ε has its table too
  await playground.menu('How to read it: Unique prototypes by ε');
  await playground.button('Data table: Unique prototypes by ε').click();
  await expect(page.getByRole('columnheader', { name: 'ε', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');

  // and so has the usage of one prototype; a histogram has its sentence only
  await page.locator('.prototypes-box > summary').click();
  await page.getByRole('application').first().focus();
  await page.keyboard.press('ArrowRight');
  const one = page.getByRole('figure', { name: /^Usage of prototype/ });
  await one.locator('.plot-note > summary').click();
  await one.getByRole('button', { name: /^Data table/ }).click();
  await expect(page.getByRole('columnheader', { name: /^CARP · joint/ })).toBeVisible();
  await page.keyboard.press('Escape');
  const histogram = page.getByRole('figure', { name: /^Usage histogram/ });
  await histogram.locator('.plot-note > summary').click();
  await expect(histogram.getByRole('button', { name: /^Data table/ })).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('f fills the window with the plot under the pointer, in large type, while the run goes on', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.says('Point at a plot first.', () => page.keyboard.press('f'));
  await playground.lane(2).focus();
  const name = 'Unique prototypes at ε 0.5';
  await playground.plot(name).hover();
  await page.keyboard.press('f');
  const dialog = dialogOf(page, name);
  await expect(dialog).toBeVisible();
  expect(await dialog.boundingBox()).toEqual({ x: 0, y: 0, width: 1920, height: 1080 });
  await expect.poll(() => smallestText(dialog)).toBeGreaterThanOrEqual(23.9);

  // Space still starts and pauses; what is drawn changes with each report
  const lines = () => dialog.locator('.plot-host').innerHTML();
  const before = await lines();
  await page.keyboard.press('Space');
  await playground.reaches(1);
  await expect.poll(lines).not.toBe(before);
  const running = await lines();
  await playground.reaches(40);
  await expect.poll(lines).not.toBe(running);
  expect(await smallestText(dialog)).toBeGreaterThanOrEqual(23.9);
  // others that name the page's places do nothing
  await page.keyboard.press('1');
  const { violations } = await axeOn(page).include('dialog[open]').analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(playground.lane(2)).toBeFocused();

  // by button, looking back: Esc would hide the crosshair there, but closes here
  await page.locator('.time input').focus();
  await page.keyboard.press('Home');
  const button = playground.button('Full screen: Usage');
  await button.focus();
  await page.keyboard.press('Enter');
  const usage = dialogOf(page, 'Usage');
  await usage.getByRole('slider').focus();
  await page.keyboard.press('Escape');
  await expect(usage).toHaveCount(0);
  await expect(button).toBeFocused();
  // the plot that holds the focus, where the pointer is elsewhere; f closes it as well
  await page.mouse.move(960, 20);
  await page.keyboard.press('f');
  await expect(usage).toBeVisible();
  await page.keyboard.press('f');
  await expect(usage).toHaveCount(0);
  await expect(button).toBeFocused();

  // a ring too, in both themes
  await page.emulateMedia({ colorScheme: 'dark' });
  await playground.plot('Ring density, lane 1').hover();
  await page.keyboard.press('f');
  const ring = dialogOf(page, 'Ring density, lane 1');
  await expect.poll(() => smallestText(ring)).toBeGreaterThanOrEqual(23.9);
  expect(playground.errors).toEqual([]);
});
