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

test('a link with results opens on them, rounded, without training; a start trains anew before them', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.menu('Share');
  await expect(playground.button('Copy link with results')).toBeDisabled();
  await playground.train();
  const unique = await playground.lane(1).locator('.numbers-main dd').first().innerText();
  await playground.menu('Share');
  await playground.button('Copy link with results').click();
  await expect(playground.button('Copied')).toBeVisible();
  const address = await page.evaluate(() => navigator.clipboard.readText());
  expect(address.length).toBeLessThan(6000);

  const other = await context.newPage();
  const there = new Playground(other);
  await other.goto(address);
  await expect(there.lane(1)).toContainText('from the link');
  await expect(there.lane(1).locator('.numbers-main dd').first()).toHaveText(unique);
  await expect(other.getByRole('region', { name: 'Time machine' })).toContainText('From the link');
  await expect(there.plot('Loss').locator('.plot-host')).toContainText(/CARP ·\s*joint/);
  // the plain link from here has the settings alone
  await there.menu('Share');
  await there.button('Copy link').click();
  await expect(there.button('Copied')).toBeVisible();
  const plain = await other.evaluate(() => navigator.clipboard.readText());
  const pairs = (href: string) => new URL(href).hash.slice(1).split('&').sort();
  expect(pairs(plain)).toEqual(pairs(page.url()));

  await there.button('Start').click();
  await there.reaches(5);
  await expect(there.plot('Loss').locator('.plot-host')).toContainText(/From the link:/);
  await expect(there.lane(1)).not.toContainText('from the link');

  // broken on its way
  await other.goto('about:blank');
  await other.goto(address.replace(/result=.{20}/, 'result=AAAAAAAAAAAAAAAAAAAA'));
  await expect(other.getByRole('alert')).toContainText('The link’s results cannot be shown');
  await expect((await there.settings()).getByRole('spinbutton', { name: /^Prototypes K/ })).toHaveValue('64');
  await expect(there.button('Start')).toBeEnabled();
  expect([...playground.errors, ...there.errors]).toEqual([]);
});

test('an edit of the address outlives a change of the page that is about to be written', async ({ page }) => {
  // the page writes its address some time after a change: the test decides on that time
  await page.addInitScript(() => {
    const later = window.setTimeout.bind(window);
    const held: (() => void)[] = [];
    Object.assign(window, {
      setTimeout: (callback: () => void, ms?: number) =>
        ms === 400 ? held.push(callback) : later(callback, ms),
      fire: () => {
        for (const callback of held.splice(0)) callback();
      },
    });
  });
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  const fixed = (lane: number) => playground.lane(lane).getByRole('radio', { name: 'Fixed' });
  await fixed(2).check({ force: true });
  await expect(fixed(2)).toBeChecked();
  // it comes between the edit and the event that tells of it
  await page.evaluate(`location.hash = '${SHORT.replace('K=64', 'K=80')}'; fire();`);
  await expect(fixed(2)).not.toBeChecked();
  await page.evaluate('fire()');
  expect(page.url()).toContain('K=80');
  expect(page.url()).not.toContain('fixed');
  // and later changes are written again
  await fixed(1).check({ force: true });
  await page.evaluate('fire()');
  expect(page.url()).toContain('lane1.prototypes=fixed');
  expect(playground.errors).toEqual([]);
});
