import { expect, type Locator, type Page, test } from 'playwright/test';
import { axeOn } from './axe.ts';
import { Playground, SHORT, TINY } from './playground.ts';

const SIZES = [
  ['wide', 1440, 900],
  ['narrow', 390, 844],
] as const;

/** Findings of axe that are serious or critical in what the page, or one part of it, shows now; one line each. */
async function grave(page: Page, where: string, part?: Locator): Promise<string[]> {
  const axe = axeOn(page);
  if (part) {
    await part.evaluate((element) => element.setAttribute('data-looked-at', ''));
    axe.include('[data-looked-at]');
  }
  const { violations } = await axe
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  await part?.evaluate((element) => element.removeAttribute('data-looked-at'));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${where}: ${id} at ${target.join(' ')}: ${failureSummary}`),
    );
}

/** Menus lie over what stands below them: they are looked at one by one, after all else. */
const MENU = 'details.menu, details[class*=menu]';

/** Opens every panel that folds, those within others too. */
async function unfold(page: Page): Promise<number> {
  return page.evaluate((menu) => {
    const panels = [...document.querySelectorAll('details')].filter((panel) => !panel.matches(menu));
    for (const panel of panels) panel.open = true;
    return panels.length;
  }, MENU);
}

/** One of every kind of menu, by its class. */
async function menus(page: Page): Promise<Locator[]> {
  const kinds = new Map<string, Locator>();
  for (const menu of await page.locator(MENU).all()) {
    const name = (await menu.getAttribute('class')) ?? '';
    if (!kinds.has(name) && (await menu.isVisible())) kinds.set(name, menu);
  }
  return [...kinds.values()];
}

/** One of every kind of button that opens a dialog, by its name before a colon. */
async function openers(page: Page): Promise<Locator[]> {
  const kinds = new Map<string, Locator>();
  for (const opener of await page.locator('button[aria-haspopup=dialog]:enabled').all()) {
    const name = (await opener.getAttribute('aria-label')) ?? (await opener.innerText());
    const kind = name.split(':')[0];
    if (!kinds.has(kind) && (await opener.isVisible())) kinds.set(kind, opener);
  }
  return [...kinds.values()];
}

/** Looks at the page in both themes at both sizes. */
async function everywhere(page: Page, look: (where: string) => Promise<string[]>): Promise<string[]> {
  const found: string[] = [];
  for (const scheme of ['light', 'dark'] as const)
    for (const [size, width, height] of SIZES) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height });
      await expect(page.locator('html')).toHaveAttribute('data-theme', scheme);
      found.push(...(await look(`${scheme}, ${size}`)));
    }
  return found;
}

test('axe finds nothing serious while settings are refused', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', `${TINY}&lr=7&lane2.K=66`);
  await playground.button('Start').click();
  await expect(playground.lane(2).getByRole('alert')).toBeVisible();
  const found = await grave(page, 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  found.push(...(await grave(page, 'dark, narrow')));
  expect(found).toEqual([]);
});

test('axe finds nothing serious in an iframe, nor where controls are locked', async ({ page }) => {
  const playground = new Playground(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await playground.open('backend=wasm&embed=1', TINY);
  const found = await grave(page, 'embedded, narrow');
  await page.setViewportSize({ width: 1440, height: 900 });
  await playground.open('backend=wasm&lock=K,prototypes,method,dataset,seed,lanes,presets', TINY);
  found.push(...(await grave(page, 'locked, wide')));
  expect(found).toEqual([]);
});

test('axe finds nothing serious on any panel, menu and dialog after a run', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  expect(await unfold(page)).toBeGreaterThan(5);
  // panels that are drawn only when they open may hold others
  await expect(async () => expect(await unfold(page)).toBe(await unfold(page))).toPass();
  // and one is loaded when it opens
  await expect(page.locator('.prototypes-box').getByRole('figure').first()).toBeVisible();
  const found = await everywhere(page, (where) => grave(page, where));

  // over the lanes the settings would cover their menus
  await page.locator('.side').evaluate((side) => side.removeAttribute('open'));
  let looked = 0;
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const menu of await menus(page)) {
      const summary = menu.locator(':scope > summary');
      await summary.click();
      found.push(...(await grave(page, `${scheme}, menu ${await summary.innerText()}`, menu)));
      await page.keyboard.press('Escape');
      await expect(menu).not.toHaveAttribute('open');
      await expect(summary).toBeFocused();
      looked++;
    }
    for (const opener of await openers(page)) {
      await opener.click();
      const dialog = page.locator('dialog[open]');
      await expect(dialog).toBeVisible();
      found.push(...(await grave(page, `${scheme}, dialog of ${await opener.innerText()}`, dialog)));
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
      await expect(opener).toBeFocused();
      looked++;
    }
  }
  expect(looked).toBeGreaterThan(5);
  expect(found).toEqual([]);
  expect(playground.errors).toEqual([]);
});
