import { expect, test } from 'playwright/test';
import { Playground, SHORT } from './playground.ts';

test('a start runs three seeds in both lanes, shows mean and range, and reaches each seed', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await page.getByRole('combobox', { name: 'Seeds that Start runs' }).selectOption('3 seeds');
  await playground.button('Start').click();
  await expect(page.getByRole('status').getByText('Done', { exact: true })).toBeVisible();
  await playground.drawn();

  for (const number of [1, 2]) {
    const lane = playground.lane(number);
    await expect(lane.locator('.numbers-range').first()).toHaveText(/^[\d.]+–[\d.]+%$/);
    const menu = await playground.menu(`Seeds of lane ${number}`);
    await expect(menu.getByRole('row')).toHaveCount(5);
    await expect(menu.getByRole('button', { pressed: true })).toHaveText('mean');
    await menu.evaluate((element) => element.removeAttribute('open'));
  }
  await expect(playground.plot(/^Unique prototypes/)).toContainText('mean');

  const lane = playground.lane(1);
  const menu = await playground.menu('Seeds of lane 1');
  await menu.getByRole('button', { name: 'seed 2' }).click();
  await expect(menu.getByRole('button', { pressed: true })).toHaveText('seed 2');
  await expect(lane.locator('.numbers-range')).toHaveCount(0);
  await expect(playground.lane(2).locator('.numbers-range')).toHaveCount(3);
  // a seed of a series is as the controls ask
  await expect(lane.locator('.pending')).toHaveCount(0);
  await menu.evaluate((element) => element.removeAttribute('open'));

  const lanes = await playground.exported();
  expect(lanes.map(({ config }) => config.seed)).toEqual([1, 2, 3, 1, 2, 3]);
  expect(lanes.map(({ config }) => config.prototypes)).toEqual([
    ...['joint', 'joint', 'joint'],
    ...['decoupled', 'decoupled', 'decoupled'],
  ]);
  expect(new Set(lanes.map(({ series }) => JSON.stringify(series['loss'])))).toHaveProperty('size', 6);
  expect(playground.errors).toEqual([]);
});
