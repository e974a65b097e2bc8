import { expect, type Page, test } from 'playwright/test';
import { Playground, TINY } from './playground.ts';

async function typed(page: Page, name: string | RegExp, text: string) {
  const box = page.getByRole('spinbutton', { name });
  await box.fill(text);
  await box.press('Enter');
  return box;
}

test('a number box reads numbers as people write them, and refuses the rest by the character', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.settings();
  const refusal = page.locator('.knob-refused');

  await expect(await typed(page, /^Learning rate/, '0,004')).toHaveValue('0.004');
  await expect(await typed(page, /^Learning rate/, '3e-3')).toHaveValue('0.003');
  await expect(await typed(page, /^Steps/, '1 500')).toHaveValue('1500');
  await expect(refusal).toHaveCount(0);
  await expect.poll(() => page.url()).toMatch(/steps=1500.*lr=0\.003/);

  for (const [text, why] of [
    ['½', '½ has “½” in it.'],
    ['1,000', '1,000 could be 1000 or 1.0.'],
    ['64 px', '64 px has a space in it.'],
    ['0', '0 is not possible.'],
  ]) {
    await expect(await typed(page, /^Steps/, text)).toHaveValue('1500');
    await expect(refusal).toContainText(why);
    await expect(refusal).toContainText('Kept 1,500.');
  }
  await typed(page, /^Steps/, '1501');
  await expect(refusal).toHaveCount(0);

  const box = page.getByRole('spinbutton', { name: /^Steps/ });
  await box.press('ArrowDown');
  await expect(box).toHaveValue('1500');
});

test('no number box takes a text for another number', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.settings();
  const panel = page.locator('.experiment');
  await panel.evaluate((element) => {
    for (const group of element.querySelectorAll('details')) group.open = true;
  });
  const boxes = await panel.getByRole('spinbutton').all();
  expect(boxes.length).toBeGreaterThan(10);
  for (const box of boxes) {
    const before = await box.inputValue();
    await box.fill(`${before}½`);
    await box.press('Enter');
    await expect(box).toHaveValue(before);
    await expect(box).toHaveAttribute('aria-invalid', 'true');
  }
});
