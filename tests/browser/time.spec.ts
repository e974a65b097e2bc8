import { expect, test } from 'playwright/test';
import { Playground, TINY } from './playground.ts';

test('looking back shows numbers, pictures and curves of a step, and playing ends at the latest', async ({
  page,
}) => {
  const ground = new Playground(page);
  await ground.open('backend=wasm', TINY);
  await ground.train();
  const time = page.getByRole('region', { name: 'Time machine' });
  const slider = time.getByRole('slider');
  const ring = () => ground.plot('Ring density, lane 1').locator('.plot-host svg').innerHTML();
  const unique = () => ground.plot('Unique prototypes by ε').locator('figcaption').textContent();
  const [lastRing, lastUnique] = [await ring(), await unique()];

  await slider.focus();
  await page.keyboard.press('Home');
  await expect(time).toContainText('step 0');
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 0');
  await expect.poll(ring).not.toBe(lastRing);
  await expect.poll(unique).not.toBe(lastUnique);
  await page.keyboard.press('ArrowRight');
  await expect(time).toContainText('step 1');

  await time.getByRole('button', { name: 'Jump to end' }).click();
  await expect(time).toContainText('step 40');
  await expect.poll(ring).toBe(lastRing);
  await time.getByRole('button', { name: 'Replay this run' }).click();
  await expect(time.getByRole('button', { name: 'Stop playing' })).toBeVisible();
  await expect(time.getByRole('button', { name: 'Replay this run' })).toBeVisible();
  await expect(time).toContainText('step 40');
  await expect.poll(ring).toBe(lastRing);
  expect(ground.errors).toEqual([]);
});

test('a step that updates the encoder only leaves joint prototypes where they are', async ({ page }) => {
  const ground = new Playground(page);
  await ground.open('backend=wasm', `${TINY}&lanes=1`);
  const box = page.locator('details.step-box');
  await box.getByText('One training step').click();
  await box.getByRole('radio', { name: 'encoder only' }).check();
  // plots out of sight are drawn late: the numbers are read from the export
  const latest = async () => (await ground.exported())[0].final;
  const steps = async (until: number) => {
    while ((await ground.step()) < until) {
      const before = await ground.step();
      await ground.button('Step').click();
      await ground.reaches(before + 1);
    }
  };
  await steps(2);
  const before = await latest();
  await steps(4);
  const encoded = await latest();
  expect(encoded['uniformity']).toBe(before['uniformity']);
  expect(encoded['loss']).not.toBe(before['loss']);
  await box.getByRole('radio', { name: 'prototypes only' }).check();
  await steps(6);
  expect((await latest())['uniformity']).not.toBe(before['uniformity']);
  expect(ground.errors).toEqual([]);
});

test('slow motion goes through the acts of a step, then takes it', async ({ page }) => {
  const ground = new Playground(page);
  await ground.open('backend=wasm', `${TINY}&lanes=1`);
  const box = page.locator('details.step-box');
  await box.getByText('One training step').click();
  const acts = box.locator('.acts li');
  await box.getByRole('button', { name: 'Slow motion' }).click();
  await expect(acts.first()).toHaveAttribute('aria-current', 'step');
  await expect(acts.nth(1)).toHaveAttribute('aria-current', 'step');
  await ground.reaches(1);
  await box.getByRole('button', { name: 'Slow motion' }).click();
  await expect(box.locator('.acts [aria-current]')).toHaveCount(0);
  expect(ground.errors).toEqual([]);
});
