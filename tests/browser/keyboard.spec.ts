import { expect, type Page, test } from 'playwright/test';
import { inspect, Playground, SHORT, TINY } from './playground.ts';

/** The element with the focus: its accessible name, or its text. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
  });

/** Presses Tab until something of this name has the focus, which must be seen. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) !== name) continue;
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth);
    });
    expect(outline, `${name} shows the focus`).toBeGreaterThanOrEqual(2);
    return;
  }
  throw new Error(`200 presses of Tab did not reach ${name}`);
}

test('from load to a saved PNG with nothing but keys', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=150'));
  const { keyboard } = page;
  await keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the comparison');
  await keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
  expect(page.url()).toContain('#v=2');

  // nothing to save yet, said so
  await playground.says('Nothing to save yet: start a run first.', () => keyboard.press('s'));

  await keyboard.press('ArrowRight');
  await expect.poll(() => playground.step()).toBe(1);
  await keyboard.press('Space');
  await playground.reaches(5);
  await keyboard.press('Space');
  await playground.stands();
  const paused = await playground.step();
  expect(paused).toBeLessThan(150);

  // Ctrl and a letter stay the browser's; a field takes its own keys
  await playground.settings();
  const box = page.getByRole('spinbutton', { name: /^Steps/ });
  await box.focus();
  await keyboard.press('r');
  await keyboard.press('ArrowRight');
  await playground.goesOn();
  expect(await playground.step()).toBe(paused);

  await keyboard.press('2');
  await expect(playground.lane(2)).not.toBeFocused();
  await playground.lane(1).focus();
  await keyboard.press('2');
  await expect(playground.lane(2)).toBeFocused();
  await playground.says('Lane 6 does not exist.', () => keyboard.press('6'));

  await keyboard.press('Space');
  await playground.reaches(150);
  await expect(playground.button('Start')).toBeEnabled();
  const { name, bytes } = await playground.download(() => keyboard.press('s'));
  expect(name).toMatch(/^carp-joint_carp-decoupled_seed-1.*\.png$/);
  const figure = inspect(bytes);
  expect(figure.width).toBe(2160);
  expect(figure.left).toBeGreaterThan(0.02);
  expect(figure.right).toBeGreaterThan(0.02);

  await keyboard.press('r');
  await expect.poll(() => playground.step()).toBe(0);
  expect(playground.errors).toEqual([]);
});

test('a sheet lists the keys, Esc closes it and gives the focus back; keys can be switched off', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.menu('More');
  await tabTo(page, 'Keyboard');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(sheet).toBeVisible();
  for (const words of ['Start, pause or resume', 'One training step', 'Go to this lane'])
    await expect(sheet).toContainText(words);
  // behind a sheet no key acts
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(playground.button('Keyboard')).toBeFocused();
  expect(await playground.step()).toBe(0);

  await page.keyboard.press('Enter');
  await sheet.getByRole('checkbox').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(sheet).toBeHidden();
  await page.reload();
  await expect(playground.button('Start')).toBeEnabled();
  await page.keyboard.press('?');
  await expect(sheet).toBeHidden();
  await playground.menu('More');
  await playground.button('Keyboard').click();
  await sheet.getByRole('checkbox').check();
  await sheet.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('?');
  await expect(sheet).toBeVisible();
  expect(playground.errors).toEqual([]);
});

test('e goes to the exports, and buttons name their keys', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  const more = await playground.menu('More');
  for (const [name, key] of [
    ['Start', 'Space'],
    ['Step', 'ArrowRight'],
    ['Reset', 'r'],
    ['Keyboard', '?'],
  ])
    await expect(playground.button(name)).toHaveAttribute('aria-keyshortcuts', key);
  await page.keyboard.press('Escape');
  await expect(more).not.toHaveAttribute('open');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await page.keyboard.press('Space');
  await playground.reaches(10);
  await page.keyboard.press('e');
  await expect
    .poll(() =>
      page.evaluate(() => document.activeElement?.closest('.export, .menu, [aria-label="Export"]') !== null),
    )
    .toBe(true);
  expect(playground.errors).toEqual([]);
});
