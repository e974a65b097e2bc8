import { expect, type Locator, type Page, test } from 'playwright/test';
import { axeOn } from './axe.ts';
import { Playground, TINY } from './playground.ts';

const firstNumber = (lane: Locator) => lane.locator('.numbers-main dd').first();

/** The part of the shown control that leaves the room between the bars and the sheet; empty if none does. */
async function covered(page: Page): Promise<string> {
  return page.evaluate(() => {
    const box = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
    const [shown, sheet, bar, time] = ['[data-toured]', 'aside.tour', '.topbar', '.time'].map(box);
    if (!shown || !sheet || !bar || !time) return 'nothing is shown';
    const beside = sheet.left > 0;
    const room = {
      top: bar.bottom,
      bottom: beside ? time.top : sheet.top,
      right: beside ? sheet.left : innerWidth,
    };
    const tall = shown.height > room.bottom - room.top - 16;
    const faults = [
      shown.top < room.top - 1 && 'under the bar',
      shown.bottom > room.bottom + 1 && !tall && 'under the foot',
      tall && shown.top > room.top + 40 && 'its upper end is not at the bar',
      shown.left < 0 && 'left of the window',
      shown.right > room.right + 1 && 'under the sheet',
    ];
    const said = faults.filter(Boolean).join(', ');
    return (
      said && `${said}: ${Math.round(shown.top)} to ${Math.round(shown.bottom)}, ${JSON.stringify(room)}`
    );
  });
}

const timeStep = (page: Page) => page.getByRole('region', { name: 'Time machine' }).getByRole('slider');

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
  [390, 844],
])
  test(`tells its story on the example at once, beside what it speaks of, at ${width} x ${height}`, async ({
    page,
  }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const playground = new Playground(page);
    await playground.open('backend=wasm', '');
    await expect(page.getByText(/Example run, recorded on/)).toBeAttached();
    if (width < 1180) await playground.menu('More');
    await playground.button('Tour').click();
    const sheet = page.locator('aside.tour');
    await expect(sheet).toBeFocused();
    expect((await sheet.boundingBox())?.width).toBeLessThanOrEqual(width < 1180 ? width : 360);
    const dots = sheet.getByRole('navigation', { name: 'Stops' }).getByRole('button');
    await expect(dots).toHaveCount(10);

    const steps: (string | null)[] = [];
    for (let number = 1; number <= 8; number++) {
      const dot = dots.nth(number - 1);
      await dot.click();
      await expect(sheet).toHaveAttribute('data-stop', String(number));
      await expect(dot).toHaveAttribute('aria-current', 'step');
      await expect(dot).toHaveAccessibleName(/^Stop \d: ./);
      await expect(sheet.locator('.tour-dots [aria-current]')).toHaveCount(1);
      steps.push(await timeStep(page).getAttribute('aria-valuetext'));
      await expect.poll(() => covered(page), { message: `stop ${number}` }).toBe('');
      // the number in the sheet is the one on the page
      if (number === 3 || number === 5) {
        const unique = await firstNumber(playground.lane(1)).innerText();
        await expect(sheet).toContainText(`Lane 1, joint, ${steps.at(-1)}: ${unique} unique (ε 0.5).`);
      }
      if (width === 1440 && [1, 2, 3, 4, 5, 7].includes(number))
        for (const numbers of await page.locator('.numbers-main').all())
          await expect(numbers).toBeInViewport({ ratio: 1 });
    }
    expect(steps.filter((step) => step === 'step 0')).toHaveLength(2);
    expect(steps.filter((step) => step === 'step 500')).toHaveLength(4);
    expect(new Set(steps).size).toBe(4);
    // nothing trained
    await expect(page.getByText('Example run', { exact: true })).toBeAttached();

    await dots.nth(2).click();
    await expect(timeStep(page)).toHaveAttribute('aria-valuetext', 'step 0');
    await sheet.getByRole('button', { name: 'Step 500, end of the run' }).click();
    await expect(timeStep(page)).toHaveAttribute('aria-valuetext', 'step 500');
    await sheet.getByRole('button', { name: 'Step 0, untrained' }).click();
    await expect(timeStep(page)).toHaveAttribute('aria-valuetext', 'step 0');
    await sheet.getByRole('button', { name: 'Leave' }).click();
    await expect(sheet).toHaveCount(0);
    await expect(timeStep(page)).toHaveAttribute('aria-valuetext', 'step 500');
    expect(new URL(page.url()).hash).toBe('');
    expect(playground.errors).toEqual([]);
  });

test('its dots are large enough for a pointer, and for a finger', async ({ browser }) => {
  for (const [hasTouch, least] of [
    [false, 24],
    [true, 44],
  ] as const) {
    const context = await browser.newContext({
      hasTouch,
      isMobile: hasTouch,
      viewport: { width: 390, height: 844 },
    });
    const page = await context.newPage();
    const playground = new Playground(page);
    await playground.open('backend=wasm', TINY);
    await playground.menu('More');
    await playground.button('Tour').click();
    const dots = page.locator('.tour-dots button');
    await expect(dots).toHaveCount(10);
    for (const dot of await dots.all()) {
      const box = await dot.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(least);
      await expect(dot).toBeInViewport({ ratio: 1 });
    }
    await context.close();
  }
});

test('brings the example to a page with settings, trains on request, and loses nothing', async ({ page }) => {
  const playground = new Playground(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  // settings of one's own, which the tour has to change and can give back
  await playground.open('backend=wasm', `${TINY}&lane1.method=swav&lane2.method=swav`);
  const { hash } = new URL(page.url());
  expect(asked.filter((url) => /katex|tour/i.test(url))).toEqual([]);

  const open = playground.button('Tour');
  await open.focus();
  await page.keyboard.press('Enter');
  const sheet = page.locator('aside.tour');
  const toured = page.locator('[data-toured]');
  const stop = async (number: number) => {
    await expect(sheet).toHaveAttribute('data-stop', String(number));
    await expect(toured).toHaveCount(1);
    await expect(toured).toBeInViewport();
  };
  await stop(1);
  await expect(sheet).toBeFocused();
  await expect(sheet.locator('.katex').first()).toBeVisible();
  await expect(page.getByText('Example run', { exact: true })).toBeAttached();
  expect(new URL(page.url()).hash).toBe(hash);

  // its arrows are its own: the page takes no step
  await page.keyboard.press('ArrowRight');
  await stop(2);
  await page.keyboard.press('ArrowLeft');
  await stop(1);
  for (let number = 2; number <= 8; number++) {
    await sheet.getByRole('button', { name: 'Next' }).click();
    await stop(number);
    if (number === 6) await expect(page.locator('.step-box')).toHaveAttribute('open', '');
    if (number === 7) await expect(sheet.locator('.katex')).toHaveCount(4);
    if (number === 8) {
      const inUse = await playground.lane(2).locator('.numbers-main dd').nth(1).innerText();
      await expect(sheet).toContainText(`${inUse} in use (ε 0.5)`);
    }
  }
  await expect(page.getByText('Example run', { exact: true })).toBeAttached();

  await sheet.getByRole('button', { name: 'Next' }).click();
  await stop(9);
  await expect(sheet.getByRole('heading', { level: 2 })).toHaveText('Train it yourself');
  await expect(sheet.getByRole('button', { name: 'Skip' })).toBeVisible();
  await sheet.getByRole('button', { name: 'Set up and start' }).click();
  await playground.reaches(40);
  await expect(page.getByRole('status').getByText('Done', { exact: true })).toBeVisible();
  await expect(playground.lane(1)).toContainText('CARP · joint');
  await expect(playground.lane(2)).toContainText('CARP · decoupled');
  const unique = await firstNumber(playground.lane(1)).innerText();
  await expect(sheet).toContainText(`Lane 1, joint, step 40: ${unique} unique (ε 0.5).`);

  await sheet.getByRole('button', { name: 'Add it and start' }).click();
  await expect(playground.lane(3)).toContainText('CARP · fixed');
  await playground.reaches(40);
  await expect(page.getByRole('status').getByText('Done', { exact: true })).toBeVisible();
  const fixed = await firstNumber(playground.lane(3)).innerText();
  await expect(sheet).toContainText(`Lane 3, fixed: ${fixed} unique`);

  // back in the story, it speaks of these runs, and throws none away without asking
  await sheet.getByRole('button', { name: /^Stop 3: / }).click();
  await expect(sheet).toContainText('The tour now speaks of the runs on this page.');
  await expect(timeStep(page)).toHaveAttribute('aria-valuetext', 'step 0');
  await sheet.getByRole('button', { name: 'Step 40, end of the run' }).click();
  await expect(sheet).toContainText(`Lane 1, joint, step 40: ${unique} unique`);

  await sheet.getByRole('button', { name: /^Stop 10: / }).click();
  await stop(10);
  const row = sheet.getByRole('row', { name: /^CARP unique/ });
  await expect(row).toContainText('10.8% of 65,536');
  await expect(row.getByRole('cell').last()).toHaveText(unique);
  expect(asked.every((url) => /^(blob|data):/.test(url) || new URL(url).hostname === 'localhost')).toBe(true);
  await sheet.getByText(/^All \d+ terms$/).click();
  await expect(
    sheet.getByRole('definition').filter({ hasText: 'count as duplicates' }).first(),
  ).toBeVisible();

  await sheet.focus();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await expect(toured).toHaveCount(0);
  await expect(open).toBeFocused();
  await expect(firstNumber(playground.lane(3))).toHaveText(fixed);

  // opened over runs of one's own, it leaves them until asked
  await open.click();
  await stop(10);
  await expect(firstNumber(playground.lane(3))).toHaveText(fixed);
  await sheet.getByRole('button', { name: 'Restore my settings' }).click();
  await expect(playground.lane(3)).toHaveCount(0);
  await expect(playground.lane(1).locator('.picked')).toHaveText('→ SwAV');
  await sheet.getByRole('button', { name: /^Stop 4: / }).click();
  await sheet.getByRole('button', { name: 'Show the example instead' }).click();
  await expect(page.getByText('Example run', { exact: true })).toBeAttached();
  await expect(timeStep(page)).toHaveAttribute('aria-valuetext', 'step 500');
  await sheet.getByRole('button', { name: 'Leave' }).click();
  await expect(sheet).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('without the example, the story leads to training', async ({ page }) => {
  const playground = new Playground(page);
  let end = () => {};
  const late = new Promise<void>((resolve) => {
    end = resolve;
  });
  await page.route('**/carp.json.gz', async (route) => {
    await late;
    await route.abort();
  });
  await playground.open('backend=wasm', TINY);
  await playground.button('Tour').click();
  const sheet = page.locator('aside.tour');
  // a slow line holds back the run, and not the tour
  await expect(sheet).toContainText('Loading the example run…');
  end();
  await expect(sheet).toContainText('The example run did not load.');
  await sheet.getByRole('button', { name: 'Train it yourself', exact: true }).click();
  await expect(sheet).toHaveAttribute('data-stop', '9');
  await expect(sheet.getByRole('button', { name: 'Set up and start' })).toBeEnabled();
  expect(playground.errors).toEqual([]);
});

test('a tour that cannot be loaded is named on the page, and opens once it can', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await page.route('**/Tour-*.js', (route) => route.abort());
  await playground.button('Tour').click();
  await expect(page.getByText(/Opening the tour failed/).first()).toBeVisible();
  await page.unroute('**/Tour-*.js');
  await playground.button('Tour').click();
  await expect(page.locator('aside.tour')).toBeFocused();
  expect(playground.errors).toEqual([]);
});

test('axe finds nothing serious in the tour and in a definition, in both themes and sizes', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.button('Tour').click();
  const sheet = page.locator('aside.tour');
  await expect(sheet).toBeFocused();
  const grave = async (part: string) => {
    const { violations, passes } = await axeOn(page).include(part).analyze();
    expect(passes.length).toBeGreaterThan(3);
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  };
  for (const scheme of ['light', 'dark'] as const)
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      await expect(page.locator('html')).toHaveAttribute('data-theme', scheme);
      await sheet.focus();
      for (let stop = 1; stop < 10; stop++) await page.keyboard.press('ArrowRight');
      await expect(sheet).toHaveAttribute('data-stop', '10');
      expect(await grave('.tour')).toEqual([]);
      for (let stop = 10; stop > 4; stop--) await page.keyboard.press('ArrowLeft');
      await expect(sheet).toHaveAttribute('data-stop', '4');
      await sheet.locator('.term').first().focus();
      await expect(page.getByRole('tooltip')).toBeVisible();
      expect(await grave('.tour')).toEqual([]);
      expect(await grave('.definition')).toEqual([]);
    }
});

test('a verdict’s button turns the knob it names and shows it', async ({ page }) => {
  const playground = new Playground(page);
  const soft = '&lane2.decoupled.beta=0.001&lane2.decoupled.s0=0.01&lane1.prototypes=fixed';
  await playground.open('backend=wasm', TINY + soft);
  const verdict = (number: number) => playground.lane(number).locator('.verdict');
  await expect(verdict(1)).toHaveAttribute('data-finding', 'waiting');
  await playground.train();

  // a component that is responsible for everything has the mean of everything
  await expect(verdict(2)).toHaveAttribute('data-finding', 'duplicates');
  await expect(verdict(2)).toContainText('are duplicates (ε 0.5)');
  const knob = playground.lane(2).getByRole('spinbutton', { name: 'Annealing β' });
  await expect(knob).toBeHidden();
  await playground.menu('Why? Lane 2');
  const anneal = verdict(2).getByRole('button', { name: 'Annealing β 0.001 → 1' });
  await expect(anneal).toHaveAttribute('title', /^Sets Annealing β 0\.001 → 1, which .*\.$/);
  await anneal.click();
  await expect(playground.lane(2).locator('[data-marked]')).toHaveCount(1);
  await expect(knob).toBeVisible();
  await expect(knob).toHaveValue('1');
  await expect(knob).toBeFocused();
  await expect(knob).toBeInViewport();
  await expect(page.locator('[data-marked]')).toHaveCount(0);

  await expect(verdict(1)).toContainText('never move');
  await playground.menu('Why? Lane 1');
  await expect(verdict(1).getByRole('link', { name: 'Arteaga et al. 2026' })).toHaveAttribute(
    'href',
    'https://arxiv.org/abs/2510.20108',
  );
  await verdict(1).getByRole('button', { name: 'decoupled prototypes' }).click();
  const decoupled = playground.lane(1).getByRole('radio', { name: 'Decoupled' });
  await expect(decoupled).toBeChecked();
  await expect(decoupled).toBeFocused();
  await expect(verdict(1).getByRole('button')).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('what one could try adds its lane and shows what is new in it', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  const tries = page.getByRole('region', { name: 'Next experiment' });
  await tries.getByRole('button', { name: 'Add fixed prototypes' }).click();
  await expect(playground.lane(3).getByRole('radio', { name: 'Fixed' })).toBeFocused();
  await expect(tries.getByRole('button', { name: 'Add fixed prototypes' })).toHaveCount(0);
  // also beside the tour, which takes the room of the settings
  const norm = page.getByLabel('Head output norm', { exact: true });
  await playground.button('Tour').click();
  await expect(page.locator('aside.tour')).toBeFocused();
  await expect(page.getByRole('region', { name: 'Experiment', exact: true })).toBeHidden();
  await tries.getByRole('button', { name: 'Match the heads' }).click();
  await expect(norm).toBeFocused();
  await expect(norm).toHaveValue('batchnorm');
  expect(playground.errors).toEqual([]);
});

test('a term shows its definition on hover, focus and tap, and goes on Escape', async ({ browser }) => {
  const context = await browser.newContext({ hasTouch: true });
  const page = await context.newPage();
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  const term = playground.lane(1).locator('.numbers-main').getByText('k-NN', { exact: true });
  const definition = page.getByRole('tooltip');

  await term.hover();
  await expect(definition).toHaveText(/20-nearest-neighbour classifier .* Wu et al\. 2018$/);
  // the pointer can go to the definition, to follow its source
  await definition.getByRole('link').hover();
  await expect(definition).toBeVisible();
  await page.mouse.move(2, 2);
  await expect(definition).toHaveCount(0);

  await term.focus();
  await expect(definition).toBeVisible();
  await expect(term).toHaveAccessibleDescription(/20-nearest-neighbour classifier/);
  await page.keyboard.press('Escape');
  await expect(definition).toHaveCount(0);
  await expect(term).toBeFocused();

  await page.getByRole('heading', { level: 1 }).click();
  await playground.lane(2).locator('.numbers-main').getByText('In use', { exact: true }).tap();
  await expect(definition).toContainText('both agreed and unique');
  await page.getByRole('heading', { level: 1 }).tap();
  await expect(definition).toHaveCount(0);
  expect(playground.errors).toEqual([]);
  await context.close();
});
