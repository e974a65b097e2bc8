import { expect, type Page, test } from 'playwright/test';
import { type Random, random } from '../../src/base/random.ts';
import { Playground, SHORT } from './playground.ts';

const SEEDS = [1, 2, 3, 4, 5];
const ACTIONS = 60;

/** Knobs by their label, with values that train in seconds. Some are live, some wait for a restart, some are refused. */
const KNOBS: Readonly<Record<string, readonly string[]>> = {
  'Prototypes K': ['16', '64', '96'],
  'Batch size': ['4', '8'],
  Steps: ['10', '20', '30'],
  'Learning rate': ['0,001', '0.01', '1e-4'],
  Seed: ['1', '2', '1.5', 'seven'],
};

/** Presses one of the elements that stand there and can be pressed, as a script does: nothing may lie in its way. */
async function press(page: Page, selector: string, by: Random): Promise<void> {
  await page.evaluate(
    ([wanted, share]) => {
      const able = [...document.querySelectorAll<HTMLElement>(wanted)].filter(
        (element) => element.checkVisibility() && !element.matches(':disabled, [aria-disabled="true"]'),
      );
      const picked = able[Math.floor(share * able.length)];
      picked?.focus();
      picked?.click();
    },
    [selector, by.uniform()] as const,
  );
}

/** Picks another entry of one of the lists that stand there. */
async function choose(page: Page, selector: string, by: Random, values?: readonly string[]): Promise<void> {
  const lists = page.locator(`${selector}:visible:enabled`);
  const count = await lists.count();
  if (count === 0) return;
  const list = lists.nth(by.below(count));
  const options =
    values ??
    (await list
      .locator('option:enabled')
      .evaluateAll((all) => all.map((each) => (each as HTMLOptionElement).value)));
  if (options.length > 0) await list.selectOption(options[by.below(options.length)] ?? '', { force: true });
}

async function type(page: Page, by: Random): Promise<void> {
  const labels = Object.keys(KNOBS);
  const label = labels[by.below(labels.length)] ?? '';
  const box = page.locator('.experiment').getByRole('spinbutton', { name: label, exact: true });
  const values = KNOBS[label] ?? [];
  const value = values[by.below(values.length)] ?? '';
  if (!(await box.isVisible())) return;
  // an action before it may still take the panel away, or lock the box
  const typed = await box.fill(value, { force: true, timeout: 2000 }).then(
    () => true,
    () => false,
  );
  if (typed) await page.keyboard.press('Enter');
}

/** Hides or shows the page, as far as a script can: what the page asks says so, and it hears of it. */
async function see(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((off) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => off });
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      get: () => (off ? 'hidden' : 'visible'),
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

function goTo(hash: string): void {
  location.hash = hash;
}

/** Lets the page draw what it has to draw. */
const frames = (page: Page) =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  });

const address = (lanes: number) => `${SHORT.replace('steps=10', 'steps=20')}&lanes=${lanes}`;

type Act = (page: Page, by: Random) => Promise<void>;

const ACTS: Readonly<Record<string, Act>> = {
  start: (page, by) => press(page, '.transport .primary', by),
  'start or pause again': (page, by) => press(page, '.transport .primary', by),
  step: (page, by) => press(page, '.transport [aria-label=Step]', by),
  reset: (page, by) => press(page, '.transport [aria-label=Reset]', by),
  'new seed': (page, by) => press(page, '[aria-label="New seed"]', by),
  'number of seeds': (page, by) => choose(page, '.seeds', by, ['1', '3']),
  'one of the seeds': (page, by) => press(page, '.seeds-table button', by),
  knob: (page, by) => type(page, by),
  'undo or restart': (page, by) => press(page, '.pending button', by),
  method: (page, by) => choose(page, '.method-pick select', by, ['carp', 'dino', 'swav']),
  prototypes: (page, by) => press(page, '.switch input', by),
  'add lane': (page, by) => press(page, '.lane-choice button', by),
  'a lane’s actions': (page, by) => press(page, '.lane-buttons button', by),
  'open menus': (page, by) => press(page, 'summary', by),
  preset: async (page, by) => {
    await choose(page, '.preset-pick select', by);
    // its settings would train for minutes
    await page.evaluate(goTo, address(1 + by.below(3)));
  },
  address: (page, by) => page.evaluate(goTo, address(1 + by.below(6))),
  export: (page, by) => press(page, '.export .menu-items button', by),
  'open the tour': (page, by) => press(page, 'button:is([data-control=tour], .tour button)', by),
  'go through the tour': (page, by) => press(page, '.tour button', by),
  hide: (page) => see(page, true),
  show: (page) => see(page, false),
  'time machine': (page, by) =>
    page.evaluate((share) => {
      const slider = document.querySelector<HTMLInputElement>('.time input[type=range]');
      if (!slider || slider.disabled) return;
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
      set?.call(slider, String(Math.round(share * Number(slider.max))));
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }, by.uniform()),
  epsilon: (page, by) => choose(page, 'select:has(option:text("(paper)"))', by),
  escape: (page) => page.keyboard.press('Escape'),
};

/** Labels of the page that contradict each other, and drawings with numbers that are none. */
const lies = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const text = (selector: string, within: ParentNode = document) =>
      within.querySelector(selector)?.textContent?.trim() ?? '';
    const phase = text('.progress-phase');
    const primary = text('.transport .primary');
    const wanted = /^(Running|Seed )/.test(phase)
      ? ['Pause']
      : phase === 'Paused'
        ? ['Resume']
        : /^(Ready|Done|Example run|Your run)$/.test(phase)
          ? ['Start']
          : [];
    if (wanted.length > 0 && !wanted.includes(primary)) found.push(`"${phase}" beside "${primary}"`);
    const progress = document.querySelector('progress');
    if (progress && progress.position > 1) found.push(`progress ${progress.value} of ${progress.max}`);
    for (const lane of document.querySelectorAll('.lane')) {
      const title = text('.lane-title', lane);
      const shown = text('.switch-option[data-shown] span, .switch-other[data-shown] span', lane);
      if (shown && !title.toLowerCase().includes(shown.toLowerCase())) found.push(`"${title}" with ${shown}`);
      for (const dd of lane.querySelectorAll('.numbers-main dd:not(.numbers-range)')) {
        const share = Number.parseFloat(dd.textContent ?? '');
        if (share < 0 || share > 100) found.push(`${title}: ${dd.textContent}`);
      }
    }
    for (const drawn of document.querySelectorAll('svg :is(path, line, circle, rect, text)'))
      for (const { name, value } of drawn.attributes)
        if (/^(d|x|y|x1|x2|y1|y2|cx|cy|r|width|height)$/.test(name) && /NaN|Infinity/.test(value))
          found.push(`${drawn.tagName} ${name}=${value.slice(0, 40)}`);
    for (const failed of document.querySelectorAll('.trouble[role=alert] strong'))
      if (/^Showing .* failed/.test(failed.textContent ?? '')) found.push(failed.textContent ?? '');
    return found;
  });

for (const seed of SEEDS)
  test(`${ACTIONS} random actions leave no error, no stuck lane and no label that lies, seed ${seed}`, async ({
    page,
  }) => {
    const by = random(seed).fork('actions');
    const playground = new Playground(page);
    await page.setViewportSize({ width: 1440, height: 900 });
    await playground.open('backend=wasm', address(2));
    const names = Object.keys(ACTS);
    const done: string[] = [];
    for (let i = 0; i < ACTIONS; i++) {
      const name = names[by.below(names.length)] ?? '';
      done.push(name);
      await test.step(`${i + 1}: ${name}`, async () => {
        await ACTS[name]?.(page, by);
        await frames(page);
        expect(await lies(page), done.slice(-10).join(', ')).toEqual([]);
        expect(playground.errors, done.slice(-10).join(', ')).toEqual([]);
      });
    }

    // what stands now goes on to its end
    await see(page, false);
    await page.keyboard.press('Escape');
    // an address that no action set: the same one again would be no change, while the page still has to write its own
    await page.evaluate(goTo, `${address(2)}&seed=5`);
    await expect(playground.lane(2)).toBeVisible();
    await expect(playground.lane(3)).toHaveCount(0);
    if ((await page.locator('.seeds').inputValue()) !== '1') await page.locator('.seeds').selectOption('1');
    await press(page, '.transport [aria-label=Reset]', by);
    await expect(playground.button('Start')).toBeEnabled();
    await press(page, '.transport .primary', by);
    await expect(page.getByRole('status').getByText('Done', { exact: true })).toBeVisible();
    await playground.drawn();
    expect(await lies(page)).toEqual([]);
    const exported = await playground.exported();
    expect(exported.map(({ summary }) => summary?.steps)).toEqual([20, 20]);
    expect(playground.errors).toEqual([]);
  });
