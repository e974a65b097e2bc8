import { expect, test } from 'playwright/test';
import { Playground, TINY } from './playground.ts';

test('a setting changed while lanes train is recorded with its step, told, and repeated bit for bit', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  // lanes that step stand at the same step, unlike lanes that are paused
  await playground.button('Step').click();
  await expect.poll(() => playground.step()).toBe(1);
  await playground.stands();
  const at = 1;
  const settings = await playground.settings();
  await settings.getByRole('spinbutton', { name: 'Warm-up', exact: true }).fill('0.5');
  await page.keyboard.press('Enter');
  await playground.button('Step').click();
  await expect.poll(() => playground.step()).toBe(at + 1);
  await playground.button('Resume').click();
  await playground.reaches(40);
  await expect(page.getByRole('status').getByText('Done')).toBeVisible();
  await playground.drawn();

  const first = await playground.exported();
  for (const { config, changes, byHand } of first) {
    expect(config['warmup']).toBe(0.1);
    expect(changes).toEqual([{ step: at, key: 'warmup', value: 0.5 }]);
    expect(byHand).toEqual([at, at + 1]);
  }
  const words = `warm-up 0.5 at step ${at}`;
  await expect(playground.lane(1)).toContainText('1 change while training');
  await playground.menu('Why? Lane 1');
  await expect(playground.lane(1)).toContainText(`Changed while training: ${words}`);
  await page.keyboard.press('Escape');
  await playground.menu('Share');
  await expect(page.getByRole('group', { name: 'Share' })).toContainText('2 changes while training');
  await page.keyboard.press('Escape');
  expect((await playground.exports('Export CSV')).bytes.toString()).toContain(`,${at},set.warmup,0.5`);
  await playground.menu('How to read it: Usage');
  await playground.button('Data table: Usage').click();
  const table = page.getByRole('dialog', { name: 'Data table: Usage' });
  await expect(table).toContainText(`Lane 2 changed while training: ${words}`);
  await table.getByRole('button', { name: 'Close' }).click();
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  await expect(runs.getByText('(1 change)')).toHaveCount(2);

  await runs.getByRole('button', { name: 'Reopen the last comparison' }).click();
  await expect(playground.lane(1)).toContainText('your run, 1 change while training');
  await expect(settings.getByRole('spinbutton', { name: 'Warm-up', exact: true })).toHaveValue('0.1');
  // what was changed while it trained is no change that waits
  await settings.getByRole('spinbutton', { name: 'Batch size', exact: true }).fill('16');
  await page.keyboard.press('Enter');
  await expect(playground.lane(1)).toContainText('Changed: Batch size 8 → 16.');
  await playground.lane(1).getByRole('button', { name: 'Undo' }).click();
  await playground.lane(2).getByRole('button', { name: 'Undo' }).click();
  await playground.train();
  const again = await playground.exported();
  expect(again.map(({ series, changes, byHand }) => ({ series, changes, byHand }))).toEqual(
    first.map(({ series, changes, byHand }) => ({ series, changes, byHand })),
  );
  expect(playground.errors).toEqual([]);
});
