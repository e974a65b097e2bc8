import { expect, type Locator, type Page, test } from 'playwright/test';
import { readRunJson } from '../../src/export/read-run.ts';
import { axeOn } from './axe.ts';
import { Playground, TINY } from './playground.ts';

/** The panel of single prototypes. */
class Panel {
  readonly page: Page;
  readonly box: Locator;

  constructor(page: Page) {
    this.page = page;
    this.box = page.locator('.prototypes-box');
  }

  async open(): Promise<void> {
    await this.page.getByText('Inspect prototypes').click();
  }

  layer(name: string): Locator {
    return this.box.getByRole('application', { name });
  }

  groups(): Promise<number> {
    return this.box.locator('[data-groups]').getAttribute('data-groups').then(Number);
  }

  picture(name: string): Locator {
    return this.box.getByRole('figure', { name, exact: true }).locator('.plot-host > svg');
  }

  /** The index that is picked. */
  picked(): Promise<string> {
    return this.box.getByRole('spinbutton', { name: 'Prototype' }).inputValue();
  }
}

/** Share of an image's pixels that are not black, 0..1. */
const ink = (canvas: Locator) =>
  canvas.evaluate((element: HTMLCanvasElement) => {
    const { data } = element.getContext('2d')?.getImageData(0, 0, element.width, element.height) ?? {
      data: [],
    };
    let lit = 0;
    for (let i = 0; i < data.length; i += 4) if (data[i] > 30) lit++;
    return (4 * lit) / data.length;
  });

/** Unique prototypes of a lane at the ε of the page, as a count of K = 64. */
async function unique(playground: Playground, lane: number): Promise<number> {
  const text = await playground.lane(lane).locator('.numbers-main dd').first().textContent();
  return Math.round((64 * Number.parseFloat(text ?? '')) / 100);
}

test('a trained lane opens up: groups, images, copies, the sphere and the time machine', async ({ page }) => {
  const playground = new Playground(page);
  const panel = new Panel(page);
  await playground.open('backend=wasm', TINY);
  await playground.train();
  await panel.open();

  await expect(panel.box.locator('[data-groups]')).toContainText(/\d+/);
  expect(await panel.groups()).toBe(await unique(playground, 1));
  await expect(panel.box.locator('.groups-count')).toContainText('(step 40)');

  // a press on the first dot of the map that is used
  const dot = await panel.picture('Prototype map, lane 1').evaluate((svg: SVGSVGElement) => {
    const path = svg.querySelector('path[stroke-linecap="round"][stroke-opacity="0.85"]');
    const [, x, y] = /M([\d.]+) ([\d.]+)/.exec(path?.getAttribute('d') ?? '') ?? [];
    const box = svg.getBoundingClientRect();
    const scale = box.width / svg.viewBox.baseVal.width;
    return { x: Number(x) * scale, y: Number(y) * scale };
  });
  await panel.layer('Prototype map, lane 1').hover({ position: dot });
  await expect(panel.box.locator('.pick-word')).toContainText(/^\d+: \d+\.\d% of assignments, \d+ dup/);
  await panel.layer('Prototype map, lane 1').click({ position: dot });
  await expect.poll(() => panel.picked()).not.toBe('');
  const canvases = panel.box.locator('.thumbnails canvas');
  await expect(canvases).toHaveCount(8);
  for (let i = 0; i < 8; i++) expect(await ink(canvases.nth(i))).toBeGreaterThan(0.02);
  const cosines = await canvases.evaluateAll((all) =>
    all.map((each) => Number(/cosine (-?[\d.]+)/.exec(each.getAttribute('aria-label') ?? '')?.[1])),
  );
  expect(cosines).toEqual([...cosines].sort((a, b) => b - a));

  // the first member of the largest group: its copies are the others
  const group = panel.box.locator('.groups ol > li').first();
  const members = await group.locator('.chip').allTextContents();
  expect(members.length).toBeGreaterThan(1);
  await group.locator('.chip').first().click();
  await expect(panel.box.locator('.twins .chip')).toHaveCount(members.length - 1);
  const twins = await panel.box.locator('.twins .chip').allTextContents();
  expect(twins.sort()).toEqual(members.slice(1).sort());
  // each within ε of the representative
  await expect(panel.box.locator('.twins li').first()).toContainText(/(0\.[5-9]|1\.0)\d+ · \d+$/);

  const { violations } = await axeOn(page).include('.prototypes-box').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`)).toEqual(
    [],
  );

  const { name, bytes } = await playground.download(() => panel.box.getByText('Save CSV').click());
  expect(name).toBe('prototypes-lane-1-step-40.csv');
  const rows = bytes.toString().trim().split('\r\n').slice(1);
  expect(rows).toHaveLength(64);
  expect(new Set(rows.map((row) => row.split(',').at(-1))).size).toBe(await panel.groups());

  // a smaller ε merges less
  await panel.box.getByLabel('Count duplicates within').selectOption('0.001');
  await expect.poll(() => panel.groups()).toBe(await unique(playground, 1));

  // the other lane
  await panel.box.getByRole('radio', { name: /^2/ }).check();
  await expect(panel.layer('Prototype map, lane 2')).toBeVisible();
  await expect(panel.box.locator('[data-groups]')).toContainText(/\d+/);
  expect(await panel.groups()).toBe(await unique(playground, 2));

  // looking back moves the map, the sphere and the groups
  const pictures = ['Prototype map, lane 2', 'Prototype sphere, lane 2'];
  const now = await Promise.all(pictures.map((name) => panel.picture(name).innerHTML()));
  await page.getByRole('slider', { name: 'Time', exact: true }).fill('0');
  await expect(panel.box.locator('.prototypes-note')).toContainText('Step 0,');
  for (const [i, name] of pictures.entries())
    await expect.poll(() => panel.picture(name).innerHTML()).not.toBe(now[i]);
  await expect(panel.box.locator('.groups-count')).toContainText('(step 0)');
  await page.getByRole('button', { name: 'Jump to end' }).click();
  for (const [i, name] of pictures.entries())
    await expect.poll(() => panel.picture(name).innerHTML()).toBe(now[i]);
  expect(playground.errors).toEqual([]);
});

test('a run that is opened again still tells its duplicates, at any step', async ({ page }) => {
  const playground = new Playground(page);
  const panel = new Panel(page);
  await playground.open('backend=wasm', TINY);
  await playground.train();
  await panel.open();
  const live = await panel.groups();
  const slider = page.getByRole('slider', { name: 'Time', exact: true });
  await slider.fill('12');
  const back = await panel.box.locator('.groups-count').textContent();
  const { bytes } = await playground.exports('Export JSON');

  // another page, not the same one with its hash set again
  await playground.open('backend=cpu', TINY);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'run.json', mimeType: 'application/json', buffer: bytes });
  await expect(page.getByText('your run').first()).toBeVisible();
  await panel.open();
  await expect.poll(() => panel.groups()).toBe(live);

  // one press goes to the first pair that merged, as the file has it
  const [{ began }] = readRunJson(bytes.toString()).lanes;
  const merge = began?.find(({ epsilon }) => epsilon === 0.5)?.firstMerge;
  if (!merge) throw new Error('no two prototypes merged at ε 0.5');
  const words = `First merged pair: prototypes ${merge.pair.join(' and ')}, step ${merge.step}`;
  await panel.box.getByRole('button', { name: words }).click();
  await expect(slider).toHaveAttribute('aria-valuetext', `step ${merge.step}`);
  expect(await panel.picked()).toBe(String(merge.pair[1]));
  await expect(
    panel.box.locator('.twins .chip').getByText(String(merge.pair[0]), { exact: true }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Jump to end' }).click();
  const why = await playground.menu('Why? Lane 1');
  await why.getByRole('button', { name: words }).click();
  await expect(slider).toHaveAttribute('aria-valuetext', `step ${merge.step}`);
  await page.keyboard.press('Escape');
  await slider.fill('12');
  await expect(panel.box.locator('.groups-count')).toHaveText(back ?? '');
  await panel.box.locator('.groups ol > li .chip').first().click();
  await expect(panel.box.getByText('Nearest images need a live run. Press Start.')).toBeVisible();
  expect(playground.errors).toEqual([]);
});

test('by keys alone: arrows pick on the map and turn the sphere, while a run goes on', async ({ page }) => {
  const playground = new Playground(page);
  const panel = new Panel(page);
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=4000'));
  await page.getByText('Inspect prototypes').focus();
  await page.keyboard.press('Enter');
  await expect(panel.box.getByText('Duplicates appear when a run starts.')).toBeVisible();
  await playground.button('Start').click();
  await playground.reaches(20);
  await expect(panel.box.locator('[data-groups]')).toContainText(/\d+/);

  // keys pick among what is drawn, and the map is drawn once it is in sight
  await panel.layer('Prototype map, lane 1').focus();
  await expect(panel.picture('Prototype map, lane 1')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => panel.picked()).not.toBe('');
  const first = await panel.picked();
  await expect(panel.box.locator('.thumbnails canvas')).toHaveCount(8);
  const tried: string[] = [];
  for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
    await page.keyboard.press(key);
    tried.push(await panel.picked());
  }
  expect(tried.some((index) => index !== first)).toBe(true);

  // the run stands, and so does the sphere unless it is turned
  await playground.pause();
  await expect(panel.box.getByText(/^Nearest training images$/)).toBeVisible();
  const sphere = panel.picture('Prototype sphere, lane 1');
  const step = await playground.step();
  const before = await sphere.innerHTML();
  await panel.layer('Prototype sphere, lane 1').focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => sphere.innerHTML()).not.toBe(before);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => sphere.innerHTML()).toBe(before);
  // the arrow that steps elsewhere on the page has not stepped
  expect(await playground.step()).toBe(step);

  // a run that is over is no longer held
  await playground.button('Reset').click();
  await expect(panel.box.getByText('Duplicates appear when a run starts.')).toBeVisible();
  expect(playground.errors).toEqual([]);
});
