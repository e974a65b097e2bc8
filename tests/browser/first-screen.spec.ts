import { expect, type Locator, type Page, test } from 'playwright/test';
import { Playground, SHORT, TINY } from './playground.ts';

// The page answers its question on the first screen, at every size, and nothing on it moves while it does.

const SIZES = [
  [1440, 900],
  [1280, 720],
  [1024, 768],
  [390, 844],
] as const;

/** The parts that have to be in view: every lane's switch, ring and numbers, and the two plots that answer. */
function answers(page: Page): Locator {
  return page
    .locator('.switch, .numbers-main, .lane-ring')
    .or(page.getByRole('figure', { name: 'Unique prototypes by ε' }))
    .or(page.getByRole('figure', { name: 'Unique prototypes at ε 0.5' }));
}

/** Boxes of these that leave the window, lie under a bar, or are not drawn; one line each. */
async function hidden(parts: Locator): Promise<string[]> {
  return parts.evaluateAll((elements) => {
    const bar = document.querySelector('.topbar')?.getBoundingClientRect().bottom ?? 0;
    const foot = document.querySelector('.time')?.getBoundingClientRect().top ?? innerHeight;
    return elements.flatMap((element) => {
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
      const inside = left >= 0 && right <= innerWidth && top >= bar && bottom <= foot;
      return inside && width > 0 && height > 0
        ? []
        : [`${element.className} ${[left, top, right, bottom].map(Math.round).join(' ')}`];
    });
  });
}

/** The page with its example at rest. */
async function example(page: Page): Promise<Playground> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const playground = new Playground(page);
  await playground.open('backend=wasm', '');
  await expect(page.getByText('Example run', { exact: true })).toBeAttached();
  await playground.drawn();
  return playground;
}

const plotTop = (page: Page) =>
  page.locator('.curves-first').evaluate((element) => element.getBoundingClientRect().top);

for (const [width, height] of SIZES)
  test(`the answer is in view at ${width} x ${height}, of the example and of a run at its first step`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    const playground = await example(page);
    expect(await answers(page).count()).toBe(3 * 2 + 2);
    expect(await hidden(answers(page))).toEqual([]);
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme: 'dark' });
    expect(await hidden(answers(page))).toEqual([]);
    await playground.open('backend=wasm', TINY);
    await playground.button('Step').click();
    await expect.poll(() => playground.step()).toBe(1);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    expect(await hidden(answers(page))).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  });

test('three and six lanes are in view, and widen nothing', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const playground = new Playground(page);
  for (const lanes of [3, 6]) {
    await playground.open('backend=wasm', `${SHORT}&lanes=${lanes}`);
    await expect(page.locator('.lane')).toHaveCount(lanes);
    await page.reload();
    expect(await hidden(answers(page)), `${lanes} lanes`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  }
});

test('three methods are compared with two presses, and all answers are in view', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await page.getByLabel('Preset').selectOption('Three methods');
  await playground.button('Start').click();
  await playground.reaches(1);
  for (const [i, name] of ['DINO · joint', 'SwAV · joint', 'CARP · joint'].entries())
    await expect(
      playground
        .lane(i + 1)
        .getByRole('heading')
        .first(),
    ).toContainText(name);
  expect(await hidden(answers(page))).toEqual([]);
  expect(playground.errors).toEqual([]);
});

test('the bars take 96 px at most, and the same before, in and after a run', async ({ page }) => {
  const playground = new Playground(page);
  const bars = async () => {
    const found: number[] = [];
    for (const width of [360, 390, 720, 721, 960, 1280, 1440, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      found.push(
        await page
          .locator('.topbar, .time')
          .evaluateAll((all) => all.reduce((sum, bar) => sum + bar.getBoundingClientRect().height, 0)),
      );
    }
    return found;
  };
  await playground.open('backend=wasm', TINY);
  const before = await bars();
  for (const height of before) expect(height).toBeLessThanOrEqual(96);
  await playground.button('Start').click();
  await playground.reaches(3);
  await playground.pause();
  expect(await bars()).toEqual(before);
  await playground.button('Resume').click();
  await playground.reaches(40);
  await expect(playground.button('Start')).toBeEnabled();
  expect(await bars()).toEqual(before);
});

test('the first plot stays where it is: fresh, running, done, changed, and beside the tour', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const playground = await example(page);
  const top = await plotTop(page);
  await playground.open('backend=wasm', SHORT);
  expect(await plotTop(page)).toBe(top);
  await playground.button('Step').click();
  await expect.poll(() => playground.step()).toBe(1);
  expect(await plotTop(page)).toBe(top);
  await playground.button('Resume').click();
  await playground.reaches(10);
  await expect(playground.button('Start')).toBeEnabled();
  expect(await plotTop(page)).toBe(top);
  await playground.lane(1).getByRole('radio', { name: 'Fixed', exact: true }).check();
  await expect(playground.lane(1).getByRole('button', { name: 'Restart with changes' })).toBeVisible();
  expect(await plotTop(page)).toBe(top);

  // the tour takes 360 px at most, and leaves what it shows and the numbers in view
  await playground.button('Tour').click();
  const sheet = page.locator('aside.tour');
  await expect(sheet).toBeFocused();
  expect((await sheet.boundingBox())?.width).toBeLessThanOrEqual(360);
  await expect.poll(() => plotTop(page)).toBe(top);
  await expect(page.locator('[data-toured]')).toBeInViewport();
  for (const numbers of await page.locator('.numbers-main').all()) await expect(numbers).toBeInViewport();
});

test('toggle and rerun take two presses, and title, switch, plots and numbers name one run', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  const lane = playground.lane(2);
  const named = async () => ({
    title: await lane.getByRole('heading').first().innerText(),
    method: await lane.getByLabel('Method').inputValue(),
    shown: await lane.locator('.switch-option[data-shown]').innerText(),
    legend: await page.locator('.legend button').nth(1).innerText(),
  });
  const trained = { method: 'carp', shown: 'Decoupled', legend: 'CARP · decoupled' };
  expect(await named()).toEqual({ ...trained, title: 'Lane 2: CARP · decoupled' });
  // a pick waits, outlined; another method too
  await lane.getByLabel('Method').selectOption('swav');
  expect(await named()).toEqual({ ...trained, title: 'Lane 2: CARP · decoupled' });
  await expect(lane.locator('.picked')).toBeVisible();
  await lane.getByRole('button', { name: 'Undo' }).click();
  await expect(lane.locator('.picked')).toHaveCount(0);

  await lane.getByRole('radio', { name: 'Fixed', exact: true }).click({ force: true });
  expect(await named()).toEqual({ ...trained, title: 'Lane 2: CARP · decoupled' });
  await lane.getByRole('button', { name: 'Restart with changes' }).click();
  await playground.reaches(10);
  await expect(playground.button('Start')).toBeEnabled();
  expect(await named()).toEqual({
    title: 'Lane 2: CARP · fixed',
    method: 'carp',
    shown: 'Fixed',
    legend: 'CARP · fixed',
  });
  await expect(lane.locator('.numbers-main')).toBeInViewport();
  // a preset over runs with other settings clears them, so that no number stands below another name
  await page.getByLabel('Preset').selectOption('Matched control');
  await expect(lane.locator('.numbers-main')).not.toContainText('%');
  expect(await named()).toEqual({ ...trained, title: 'Lane 2: CARP · decoupled' });
  await expect(lane.getByRole('button', { name: 'Restart with changes' })).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('every setting is on the page once, and Start and the switches are a few presses of Tab away', async ({
  page,
}) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await expect(page.getByRole('region', { name: 'Experiment', exact: true })).toBeVisible();
  const twice = await page.locator('[data-control]:has(select, input)').evaluateAll((all) => {
    const seen = all.filter((element) => element.checkVisibility() && !element.closest('.lane'));
    const names = seen.map((element) => element.getAttribute('data-control') ?? '');
    return names.filter((name, i) => name !== 'settings' && name !== 'save' && names.indexOf(name) !== i);
  });
  expect(twice).toEqual([]);
  for (const name of ['Dataset', 'Encoder'])
    await expect(page.getByRole('combobox', { name, exact: true })).toHaveCount(1);

  await page.keyboard.press('Tab');
  const stops: string[] = [];
  for (let stop = 1; stop <= 8; stop++) {
    await page.keyboard.press('Tab');
    stops.push(
      await page.evaluate(() => {
        const at = document.activeElement;
        return at?.closest('.switch') ? 'switch' : (at?.textContent ?? '').trim();
      }),
    );
  }
  expect(stops.slice(0, 3)).toContain('Start');
  expect(stops).toContain('switch');
});

test('rings side by side have one scale', async ({ page }) => {
  await example(page);
  const ends = await page
    .locator('.lane-ring .plot-host svg')
    .evaluateAll((all) => all.map((svg) => [...svg.querySelectorAll('text')].at(-1)?.textContent));
  expect(ends).toHaveLength(2);
  expect(ends[0]).toMatch(/^\d\.\d+ × mean$/);
  expect(ends[1]).toBe(ends[0]);
});

test('at 200% zoom and at 320 px the time slider has room, and the first numbers are in view', async ({
  page,
}) => {
  for (const [width, height] of [
    [720, 450],
    [320, 640],
  ]) {
    await page.setViewportSize({ width, height });
    await example(page);
    const slider = page.locator('.time input');
    expect((await slider.boundingBox())?.width, `${width} px`).toBeGreaterThanOrEqual(120);
    const boxes = await page
      .locator('.time > *:visible')
      .evaluateAll((all) =>
        all.map((each) => each.getBoundingClientRect()).map(({ left, right }) => [left, right]),
      );
    for (const [i, [left]] of boxes.entries())
      if (i > 0) expect(left).toBeGreaterThanOrEqual(boxes[i - 1][1]);
    expect(await hidden(page.locator('.numbers-main').first()), `${width} px`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
  }
});
