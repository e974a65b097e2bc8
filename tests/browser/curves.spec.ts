import { expect, type Locator, type Page, test } from 'playwright/test';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { CurvesOf } from './curves-of.ts';
import { Playground, TINY } from './playground.ts';

/** Every plot over steps, with the exported series of its bold line and of its thin ones. */
const STEP_PLOTS: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['Unique prototypes at ε 0.5', 'unique@0.5', {}],
  ['Prototypes in use at ε 0.5', 'agreedAndUnique@0.5', { agreed: 'agreed' }],
  ['Usage', 'used', { 'won after balancing': 'wonBalanced' }],
  ['Prototype purity', 'purity', { 'purity with shuffled labels': 'purityShuffled' }],
  ['Uniformity', 'uniformity', {}],
  ['Loss', 'loss', { consistency: 'term.consistency', 'KL to uniform': 'term.KL to uniform' }],
  ['k-NN accuracy', 'knn', {}],
];
const SHARES = /Unique|Usage|use|purity|accuracy/;

/** A small run, trained to its end. */
async function trained(page: Page): Promise<CurvesOf> {
  const ground = new Playground(page);
  await ground.open('backend=wasm', TINY);
  await ground.train();
  const curves = new CurvesOf(ground);
  await curves.settled();
  return curves;
}

/** The page that most tests look at: each leaves it as it was. */
let curves: CurvesOf;
test.beforeAll(async ({ browser }) => {
  curves = await trained(await browser.newPage());
});
test.afterAll(() => curves.ground.page.close());

test('the crosshair shows on every plot over steps the numbers that are exported', async () => {
  const { ground } = curves;
  const { page } = ground;
  const lanes = await curves.exported();
  const table = await curves.table();
  const names = ['CARP · joint', 'CARP · decoupled'];
  const recorded = lanes[0].series['used'].steps;

  const agrees = async (step: number) => {
    for (const [name, main, partners] of STEP_PLOTS) {
      await expect.poll(() => curves.step(name), { message: name }).toBe(step);
      const cells = await curves.cells(name);
      expect(cells, name).toHaveLength(names.length * (1 + Object.keys(partners).length));
      for (const { lane, series, step: at, value, words } of cells) {
        const metric = series === '' ? main : partners[series];
        const i = names.indexOf(lane);
        const { steps, values } = lanes[i].series[metric];
        const last = steps.findLastIndex((each) => each <= step);
        expect([at, value], `${name}, ${lane}, ${series} at ${step}`).toEqual([steps[last], values[last]]);
        if (value === undefined) {
          expect(words).toBe('–');
          continue;
        }
        expect(table.get(`Lane ${i + 1} ${metric} ${at}`)).toBe(value);
        const rounded = SHARES.test(name)
          ? `${(100 * value).toFixed(1)}%`
          : `${Number(value.toPrecision(3))}`;
        expect(words.replace(/ at \d+$/, '')).toBe(rounded);
      }
    }
  };

  // by pointer, over one plot, read on all
  const seen = new Set<number>();
  for (const share of [0.1, 0.3, 0.45, 0.58]) {
    await curves.hover('Usage', share);
    await expect(curves.stage('Usage').locator('.read-out')).toBeVisible();
    const step = await curves.step('Usage');
    expect(recorded).toContain(step);
    seen.add(step);
    await agrees(step);
  }
  expect(seen.size).toBeGreaterThan(2);
  // over ε it stands alone
  expect(await curves.cells('Unique prototypes by ε')).toEqual([]);
  await page.mouse.move(0, 0);
  await expect(curves.stage('Usage').locator('.read-out')).toBeHidden();

  // by keys: every report once, from either end
  const uniformity = curves.stage('Uniformity');
  await uniformity.focus();
  await page.keyboard.press('Home');
  await agrees(recorded[0]);
  const walked = [recorded[0]];
  for (const _ of recorded.slice(1)) {
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => curves.step('Loss')).not.toBe(walked.at(-1));
    walked.push(await curves.step('Loss'));
  }
  expect(walked).toEqual(recorded);
  await agrees(40);
  await page.keyboard.press('ArrowLeft');
  await agrees(recorded.at(-2) ?? 0);
  await page.keyboard.press('End');
  await agrees(40);
  await expect(uniformity).toHaveAttribute(
    'aria-valuetext',
    /^step 40: CARP · joint -\d.*; CARP · decoupled -/,
  );
  await page.keyboard.press('Escape');
  await expect(curves.stage('Loss').locator('.read-out')).toBeHidden();
  // the page's own arrow key trains a step: over a plot it does not
  expect(await ground.step()).toBe(40);

  // over ε: its own crosshair, at each ε of the last report
  const byEpsilon = curves.stage('Unique prototypes by ε');
  await byEpsilon.focus();
  for (const [i, epsilon] of EPSILONS.entries()) {
    await page.keyboard.press('ArrowRight');
    await expect(byEpsilon).toHaveAttribute('aria-valuenow', String(epsilon));
    const cells = await curves.cells('Unique prototypes by ε');
    for (const [lane, { final }] of lanes.entries())
      for (const [series, metric] of [
        ['', 'unique'],
        ['in use', 'agreedAndUnique'],
      ]) {
        const cell = cells.find((each) => each.lane === names[lane] && each.series === series);
        expect([cell?.step, cell?.value]).toEqual([epsilon, (final[metric] as number[])[i]]);
      }
  }
  await expect(curves.stage('Loss').locator('.read-out')).toBeHidden();
  await page.keyboard.press('Escape');
  expect(ground.errors).toEqual([]);
});

test('a moving pointer draws no plot anew, and the crosshair rests where the page looks back', async () => {
  const { ground } = curves;
  const { page } = ground;
  await curves.stage('Loss').scrollIntoViewIfNeeded();
  await curves.settled();
  await page.evaluate(() => {
    const drawn: string[] = [];
    Object.assign(window, { drawn });
    const observer = new MutationObserver((found) => {
      for (const { target } of found)
        if (target instanceof Element && !target.closest('.crosshair, .read-out'))
          drawn.push(target.className.toString());
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const drawn = () => page.evaluate(() => (window as Window & { drawn?: string[] }).drawn?.splice(0));
  for (let share = 0.1; share < 0.6; share += 0.01) await curves.hover('Loss', share);
  await expect(curves.stage('Uniformity').locator('.read-out')).toBeVisible();
  expect(await drawn()).toEqual([]);
  await page.mouse.move(0, 0);

  const time = page.getByRole('region', { name: 'Time machine' }).getByRole('slider');
  await time.focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  const at = Number(/\d+/.exec((await time.getAttribute('aria-valuetext')) ?? '')?.[0]);
  expect(at).toBeGreaterThan(0);
  for (const [name] of STEP_PLOTS) {
    await expect.poll(() => curves.step(name), { message: name }).toBe(at);
    await expect(curves.stage(name).locator('.read-out')).toBeVisible();
    await expect(curves.stage(name).locator('.crosshair line')).toHaveCount(1);
  }
  await curves.hover('Loss', 0.58);
  await expect.poll(() => curves.step('Usage')).not.toBe(at);
  await page.mouse.move(0, 0);
  await expect.poll(() => curves.step('Usage')).toBe(at);
  await page.getByRole('button', { name: 'Jump to end', exact: true }).click();
  await expect(curves.stage('Usage').locator('.read-out')).toBeHidden();

  // a plot's key goes there, too
  await curves.stage('Usage').focus();
  for (const key of ['Home', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  await expect(time).toHaveAttribute('aria-valuetext', 'step 1');
  await page.getByRole('button', { name: 'Jump to end', exact: true }).click();
  expect(ground.errors).toEqual([]);
});

test('drag zooms all plots over steps, double-click shows the whole run, scales change', async () => {
  const { ground } = curves;
  const { page } = ground;
  const ends = async (name: string) => {
    const stage = curves.stage(name);
    return [await stage.getAttribute('aria-valuemin'), await stage.getAttribute('aria-valuemax')].map(Number);
  };
  const first = page.getByLabel('First step shown');
  const last = page.getByLabel('Last step shown');
  const reset = ground.button('Reset zoom');
  await curves.stage('Usage').scrollIntoViewIfNeeded();
  await expect.poll(() => ends('Usage')).toEqual([0, 40]);
  await expect(reset).toBeDisabled();

  await curves.hover('Usage', 0.25);
  await page.mouse.down();
  await curves.hover('Usage', 0.5);
  await expect(curves.stage('Loss').locator('.crosshair rect')).toHaveCount(1);
  await page.mouse.up();
  await expect(curves.stage('Loss').locator('.crosshair rect')).toHaveCount(0);
  await expect(reset).toBeEnabled();
  const [from, to] = [Number(await first.inputValue()), Number(await last.inputValue())];
  expect(from).toBeGreaterThan(0);
  expect(to).toBeLessThan(40);
  for (const name of ['Usage', 'Loss', 'Uniformity', 'Unique prototypes at ε 0.5']) {
    await curves.stage(name).scrollIntoViewIfNeeded();
    await expect.poll(async () => (await ends(name))[0], { message: name }).toBeGreaterThanOrEqual(from);
    await expect.poll(async () => (await ends(name))[1], { message: name }).toBeLessThanOrEqual(to);
  }
  await curves.hover('Usage', 0.4);
  await page.mouse.dblclick(...(await centre(curves.stage('Usage'))));
  await expect(reset).toBeDisabled();
  await expect.poll(() => ends('Usage')).toEqual([0, 40]);
  await expect(last).toHaveValue('40');

  // by keys on a plot, by the fields, by the button
  await curves.stage('Usage').focus();
  for (const key of ['Home', '+', '+']) await page.keyboard.press(key);
  await expect.poll(async () => (await ends('Usage'))[1]).toBeLessThan(20);
  await page.keyboard.press('0');
  await expect.poll(() => ends('Usage')).toEqual([0, 40]);
  await first.fill('10');
  await first.press('Enter');
  await expect.poll(() => ends('Usage')).toEqual([10, 40]);
  await reset.click();
  await expect.poll(() => ends('Usage')).toEqual([0, 40]);

  const labels = async (name: string) =>
    (await curves.plot(name).locator('text').allTextContents()).join(' ');
  await expect.poll(() => labels('Usage')).toContain('Step (log scale)');
  await page.getByLabel('log steps').uncheck();
  await expect.poll(() => labels('Usage')).toMatch(/ Step (?!\()/);
  expect(await labels('Usage')).not.toContain('log');
  await curves.stage('Uniformity').scrollIntoViewIfNeeded();
  await expect.poll(() => labels('Uniformity')).toMatch(/ Step (?!\()/);
  const uniformity = await labels('Uniformity');
  await page.getByLabel('log values').check();
  await curves.stage('Usage').scrollIntoViewIfNeeded();
  await expect.poll(() => labels('Usage')).toContain('% of K, log above 1%');
  await curves.stage('Loss').scrollIntoViewIfNeeded();
  await expect.poll(() => labels('Loss')).toContain('nats, log');
  expect(await labels('Uniformity')).toBe(uniformity);
  await page.getByLabel('log values').uncheck();
  await page.getByLabel('log steps').check();
  await curves.settled();
  expect(ground.errors).toEqual([]);
});

test('smoothing keeps the raw line and stays out of files; the legend or a label hides a lane everywhere', async () => {
  const { ground } = curves;
  const { page } = ground;
  await curves.stage('Loss').scrollIntoViewIfNeeded();
  const paths = (name: string) =>
    curves
      .plot(name)
      .locator('path')
      .evaluateAll((all) => all.map((path) => [path.getAttribute('d'), path.getAttribute('opacity')]));
  const file = async () => {
    await curves.figure('Loss').locator('.save > summary').click();
    const { bytes } = await ground.download(() =>
      curves.figure('Loss').getByRole('button', { name: 'SVG' }).click(),
    );
    return bytes.toString();
  };
  await expect.poll(async () => (await paths('Loss')).length).toBe(6);
  const [plain, plainFile, plainRun] = [await paths('Loss'), await file(), await curves.exported()];

  await page.getByRole('slider', { name: 'smoothing' }).fill('0.9');
  await expect.poll(async () => (await paths('Loss')).length).toBe(12);
  const smooth = await paths('Loss');
  const faint = smooth.filter(([, opacity]) => opacity === '0.3').map(([d]) => d);
  expect(faint.toSorted()).toEqual(plain.map(([d]) => d).toSorted());
  expect(await file()).toBe(plainFile);
  expect((await curves.exported()).map(({ series }) => series)).toEqual(plainRun.map(({ series }) => series));
  // read off are the measured values
  await curves.hover('Loss', 0.5);
  await expect(curves.stage('Loss').locator('.read-out')).toBeVisible();
  const [cell] = await curves.cells('Loss');
  const { steps, values } = plainRun[0].series['loss'];
  expect(cell.value).toBe(values[steps.indexOf(cell.step ?? -1)]);
  await page.getByRole('slider', { name: 'smoothing' }).fill('0');
  await expect.poll(async () => (await paths('Loss')).length).toBe(6);

  const toggle = page
    .getByRole('group', { name: 'Lanes shown' })
    .getByRole('button', { name: 'CARP · joint' });
  const colours = (name: string) =>
    curves
      .plot(name)
      .locator('path')
      .evaluateAll((all) => [...new Set(all.map((path) => path.getAttribute('stroke')))]);
  const [pink, yellow] = ['#e7298a', '#e6ab02'];
  await expect(toggle).toHaveAttribute('aria-pressed', 'true');
  await toggle.focus();
  await page.keyboard.press('Enter');
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  for (const name of ['Unique prototypes by ε', ...STEP_PLOTS.map(([each]) => each)]) {
    await curves.stage(name).scrollIntoViewIfNeeded();
    await expect.poll(() => colours(name), { message: name }).not.toContain(pink);
    expect(await colours(name)).toContain(yellow);
  }
  await curves.hover('Usage', 0.4);
  await expect
    .poll(async () => new Set((await curves.cells('Usage')).map(({ lane }) => lane)))
    .toEqual(new Set(['CARP · decoupled']));
  await toggle.click();
  await curves.stage('Usage').scrollIntoViewIfNeeded();
  await expect.poll(() => colours('Usage')).toEqual(expect.arrayContaining([pink, yellow]));

  // a press on the lane's name beside a plot does the same; a press on another name does not
  const label = (words: string) => curves.plot('Unique prototypes by ε').getByText(words, { exact: true });
  await label('random baseline').click({ force: true });
  await label('CARP · joint').click({ force: true });
  await expect(toggle).toHaveAttribute('aria-pressed', 'false');
  await expect(label('CARP · joint')).toHaveCount(0);
  await expect.poll(() => colours('Usage')).not.toContain(pink);
  await toggle.click();
  await expect(label('CARP · joint')).toHaveCount(1);
  expect(ground.errors).toEqual([]);
});

test.describe('by touch', () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test('a tap puts the crosshair there, and one elsewhere takes it away', async ({ page }) => {
    const curves = await trained(page);
    const { ground } = curves;
    await curves.stage('Usage').scrollIntoViewIfNeeded();
    const [x, y] = await centre(curves.stage('Usage'));
    await page.touchscreen.tap(x - 60, y);
    await expect(curves.stage('Usage').locator('.read-out')).toBeVisible();
    const step = await curves.step('Usage');
    await page.touchscreen.tap(x + 60, y);
    await expect.poll(() => curves.step('Usage')).toBeGreaterThan(step);
    await page.locator('.progress').tap();
    await expect(curves.stage('Usage').locator('.read-out')).toBeHidden();
    expect(ground.errors).toEqual([]);
  });
});

async function centre(locator: Locator): Promise<[number, number]> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('there is nothing to point at');
  return [box.x + box.width / 2, box.y + box.height / 2];
}
