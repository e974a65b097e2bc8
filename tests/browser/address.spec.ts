import { expect, test } from 'playwright/test';
import { Playground, SHORT, TINY } from './playground.ts';

/** The parts of a run that have nothing to do with the clock. */
async function trained(ground: Playground): Promise<unknown> {
  await ground.train(10);
  return (await ground.exported()).map(({ config, series, final }) => ({
    config,
    series,
    unique: final['unique'],
    angles: final['angles'],
  }));
}

test('the address of a page that was changed by hand brings back its settings and its very curves', async ({
  browser,
  page,
}) => {
  const ground = new Playground(page);
  await ground.open('backend=wasm', SHORT);
  await ground.settings();
  await page.getByRole('spinbutton', { name: /^Prototypes K/ }).fill('48');
  await page.keyboard.press('Enter');
  // the settings lie over the lanes here
  await ground.button('Settings').click();
  await ground.lane(2).getByRole('radio', { name: 'Fixed' }).check({ force: true });
  await ground.button('New seed').click();
  await expect.poll(() => page.url()).toMatch(/seed=.*lane2\.prototypes=fixed/);
  const address = page.url();
  expect(address).toContain('K=48');
  const first = await trained(ground);
  await page.close();

  const other = await browser.newPage();
  const again = new Playground(other);
  await other.goto(address);
  await expect(again.button('Start')).toBeEnabled();
  expect(await trained(again)).toEqual(first);
  expect(other.url()).toBe(address);
  expect([...ground.errors, ...again.errors]).toEqual([]);
});

test('an address of a later version, with keys and values this page does not know, opens what it can', async ({
  page,
}) => {
  const ground = new Playground(page);
  await ground.open('backend=wasm', `${TINY.replace('v=2', 'v=9')}&teacher_tmp=0.04&K=4e9&lane9.K=2`);
  for (const word of ['version 9', 'teacher_tmp', '4e9', 'lane9.K'])
    await expect(page.getByText(word, { exact: false }).first()).toBeVisible();
  await ground.settings();
  await expect(page.getByRole('spinbutton', { name: /^Batch size/ })).toHaveValue('8');
  expect(ground.errors).toEqual([]);
});
