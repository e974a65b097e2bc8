import { expect, test } from 'playwright/test';
import { Playground, TINY } from './playground.ts';

test('a run whose page is reloaded stands in Runs as unfinished, once, opens and exports', async ({
  page,
}) => {
  const playground = new Playground(page);
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  page.on('dialog', (dialog) => void dialog.accept());
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=4000'));
  await playground.button('Start').click();
  await playground.reaches(15);
  // what trains here is no row of the table yet
  await expect(runs.locator('tbody tr')).toHaveCount(0);
  await page.reload();
  await expect(playground.button('Start')).toBeEnabled();

  await expect(runs.locator('tbody tr')).toHaveCount(2);
  for (const row of await runs.locator('tbody tr').all()) {
    await expect(row.getByRole('rowheader')).toContainText('(unfinished)');
    await expect(row).toContainText(/\d+ of 4,000/);
  }
  await runs.getByRole('button', { name: 'Reopen the last comparison' }).click();
  await expect(playground.lane(1)).toContainText('your run, unfinished');
  const lanes = await playground.exported();
  expect(lanes.map(({ config }) => config['prototypes'])).toEqual(['joint', 'decoupled']);
  for (const { final, series, summary } of lanes) {
    expect(Number(final['step'])).toBeGreaterThan(0);
    expect(final['steps']).toBe(4000);
    expect(series['unique@0.5'].steps.at(-1)).toBe(final['step']);
    expect(summary).toBeUndefined();
  }
  expect((await playground.exports('Export CSV')).bytes.toString()).toContain('unique@0.5');
  expect(playground.errors).toEqual([]);
});

test('a finished run stands once in Runs, though it was written while it went on', async ({ page }) => {
  const playground = new Playground(page);
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  await playground.open('backend=wasm', TINY);
  await playground.train();
  await expect(runs.locator('tbody tr')).toHaveCount(2);
  await expect(runs).not.toContainText('unfinished');
  await page.reload();
  await expect(runs.locator('tbody tr')).toHaveCount(2);
  await expect(runs).not.toContainText('unfinished');
  expect(playground.errors).toEqual([]);
});
