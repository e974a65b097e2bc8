import { expect, test } from 'playwright/test';
import { HIDEABLE, type HideableId } from '../../src/ui/state/controls.ts';
import { Playground, SHORT, TINY } from './playground.ts';

/** The elements that each name hides, as a person finds them on the page. */
const HIDDEN: Readonly<Record<HideableId, readonly string[]>> = {
  presets: ['.preset-pick'],
  share: ['.share-menu', '.copy-links'],
  export: ['.export'],
  keys: ['button:text-is("Keyboard")'],
  theme: ['button:text-matches("theme$")'],
  step: ['.transport button[aria-label="Step"]'],
  reset: ['.transport button[aria-label="Reset"]'],
  seed: ['.seed'],
  seeds: ['.seeds'],
  lanes: ['.lane-add', '.lane-buttons'],
  pace: ['.pace'],
  settings: ['.side', 'button[aria-label="Settings"]'],
  'lane-settings': ['.lane-knobs'],
  time: ['.time'],
  algorithm: ['.step-box'],
  map: ['.prototypes-box'],
  source: ['.source-open'],
  save: ['.plot .save'],
  view: ['.curves-view'],
  runs: ['.runs'],
  tour: ['button:text-is("Tour")'],
  tries: ['.tries'],
  weights: ['.inspect-box', 'button:text-is("Open weights")'],
};

test('in an iframe there are plots, numbers and play, and a link to the whole page', async ({ page }) => {
  const playground = new Playground(page);
  await page.setViewportSize({ width: 1000, height: 800 });
  const source = `./?embed=1&backend=wasm#${TINY}&lane2.prototypes=fixed`;
  await page.route('**/article.html', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<title>An article</title><iframe width="960" height="760" src="${source}"></iframe>`,
    }),
  );
  await page.goto('./article.html');
  const frame = page.frameLocator('iframe');
  const start = frame.getByRole('button', { name: 'Start', exact: true });
  await expect(start).toBeEnabled();
  await start.click();
  await expect(frame.getByRole('status').getByText('Done')).toBeVisible();
  await expect(frame.getByRole('figure', { name: 'Ring density, lane 2' })).toBeVisible();
  await expect(frame.getByRole('figure', { name: 'Usage' })).toBeVisible();
  await expect(frame.getByText('Unique', { exact: true }).first()).toBeVisible();
  // nothing else can be worked
  await expect(frame.getByRole('button')).toHaveText(['Start']);
  for (const role of ['combobox', 'spinbutton', 'checkbox', 'radio', 'banner', 'contentinfo'] as const)
    await expect(frame.getByRole(role)).toHaveCount(0);

  const [whole] = await Promise.all([
    page.waitForEvent('popup'),
    frame.getByRole('link', { name: 'Open in proto-playground' }).click(),
  ]);
  expect(whole.url()).not.toContain('embed');
  expect(whole.url()).toContain('backend=wasm');
  const opened = new Playground(whole);
  await expect(opened.button('Start')).toBeEnabled();
  await expect(whole.getByLabel('Preset')).toBeVisible();
  await opened.settings();
  await expect(whole.getByRole('spinbutton', { name: /^Prototypes K/ })).toHaveValue('64');
  await expect(opened.lane(2).getByRole('radio', { name: 'Fixed', exact: true })).toBeChecked();
  expect([...playground.errors, ...opened.errors]).toEqual([]);
});

test('a lesson hides controls and locks others, for presets and the address too', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm&hide=seed,theme,batch,colour&lock=K,prototypes,lanes', TINY);
  // a name that is none is said, and the others hold
  await expect(page.getByRole('alert').filter({ hasText: 'hide = colour' })).toBeVisible();
  await expect(playground.button('New seed')).toBeHidden();
  const more = await playground.menu('More');
  await expect(playground.button('Keyboard')).toBeVisible();
  await expect(page.getByRole('button', { name: /theme/ })).toBeHidden();
  await more.evaluate((menu) => menu.removeAttribute('open'));
  await playground.settings();
  await expect(page.getByRole('spinbutton', { name: 'Batch size' })).toBeHidden();
  await expect(page.getByRole('spinbutton', { name: 'Steps' })).toBeVisible();

  const K = page.getByRole('spinbutton', { name: /^Prototypes K/ });
  await expect(K).toHaveValue('64');
  await expect(K).toBeDisabled();
  await expect(page.locator('[data-control="K"]')).toContainText('This setting is locked for the lesson.');
  for (const number of [1, 2]) {
    const fixed = playground.lane(number).getByRole('radio', { name: 'Fixed', exact: true });
    await expect(fixed).toBeDisabled();
  }
  const add = await playground.menu('Add lane');
  for (const choice of ['Another method', 'Other prototypes', 'A copy'])
    await expect(playground.button(choice)).toBeDisabled();
  await expect(add.getByText('This is locked for the lesson.')).toHaveCount(3);
  await expect(page.getByRole('button', { name: /^(Remove|Duplicate|Move) lane/ })).toHaveCount(0);
  const sweep = page.getByLabel('Preset').locator('option', { hasText: 'K sweep' });
  await expect(sweep).toBeDisabled();
  await expect(sweep).toContainText('locked');

  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    TINY.replace('K=64', 'K=128').replace('steps=40', 'steps=20'),
  );
  await expect(page.getByRole('spinbutton', { name: 'Steps' })).toHaveValue('20');
  await expect(page.getByRole('alert').filter({ hasText: 'K is locked for the lesson' })).toBeVisible();
  await expect(K).toHaveValue('64');
  expect(playground.errors).toEqual([]);
});

test('every name that can be hidden is on the page', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  await playground.settings();
  // those of menus stand there when their menu is open
  const open = () =>
    page.evaluate(() => {
      for (const each of document.querySelectorAll('details')) each.open = true;
    });
  await open();
  for (const name of HIDEABLE)
    for (const part of HIDDEN[name])
      await expect(page.locator(part).first(), `${name}: ${part}`).toBeVisible();
  await page.goto('about:blank');
  await playground.open(`backend=wasm&hide=${HIDEABLE.join(',')}`, TINY);
  await expect(page.getByRole('alert')).toHaveCount(0);
  for (const selector of Object.values(HIDDEN).flat())
    for (const hidden of await page.locator(selector).all()) await expect(hidden).toBeHidden();
  await open();
  for (const selector of Object.values(HIDDEN).flat())
    for (const hidden of await page.locator(selector).all()) await expect(hidden).toBeHidden();
  await expect(page.getByRole('heading', { name: 'Unique prototypes by ε' })).toBeVisible();
  // the key of what is hidden does nothing
  await page.keyboard.press('?');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await playground.step()).toBe(0);
  expect(playground.errors).toEqual([]);
});

test('on a phone the words of a lock cover nothing of their lane’s head', async ({ page }) => {
  const playground = new Playground(page);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const lock of ['method', 'prototypes', 'method,prototypes']) {
    await page.goto('about:blank');
    await playground.open(`backend=wasm&lock=${lock}`, TINY);
    const words = playground
      .lane(1)
      .getByText('This setting is locked for the lesson.')
      .filter({ visible: true });
    await expect(words).toHaveCount(1);
    const note = await words.boundingBox();
    const controls = playground.lane(1).locator('.method-pick, .switch, .lane-menu > summary, .lane-says');
    for (const control of await controls.all()) {
      const box = await control.boundingBox();
      const apart =
        !note ||
        !box ||
        note.y + note.height <= box.y + 1 ||
        box.y + box.height <= note.y + 1 ||
        note.x + note.width <= box.x + 1 ||
        box.x + box.width <= note.x + 1;
      expect(apart, `${lock}: ${await control.getAttribute('class')}`).toBe(true);
    }
  }
  expect(playground.errors).toEqual([]);
});
