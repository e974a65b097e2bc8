import { expect, test } from 'playwright/test';
import { Playground, TINY } from './playground.ts';

test('a lane opens its equations, papers and source, and Esc gives the focus back', async ({ page }) => {
  const playground = new Playground(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await playground.open('backend=wasm', `${TINY}&lane2.method=swav`);
  expect(asked.filter((url) => /katex|source/i.test(url))).toEqual([]);

  const lane = playground.lane(2);
  await expect(lane).toContainText('Our combination');
  await expect(playground.lane(1)).not.toContainText('Our combination');
  await playground.laneMenu(2);
  const source = lane.getByRole('button', { name: 'Source', exact: true });
  await source.focus();
  await page.keyboard.press('Enter');

  const pane = page.getByRole('dialog', { name: 'Source of SwAV · decoupled' });
  await expect(pane).toBeVisible();
  await expect(pane).toContainText('Our combination');
  const panel = pane.getByRole('tabpanel');
  await expect(panel.getByRole('link', { name: 'arXiv 2006.09882' })).toBeVisible();
  await expect(panel.locator('.katex').first()).toBeVisible();
  await expect(panel.locator('math').first()).toBeAttached();
  await expect(panel).toContainText('src/methods/swav.ts');
  await expect(panel).toContainText(' * SwAV (Caron et al. 2020, arXiv 2006.09882).');
  // a font that only KaTeX's style sheet names has come from this very page
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  expect(asked.some((url) => /KaTeX_Math-Italic.*\.woff2$/.test(url))).toBe(true);
  expect(asked.every((url) => url.startsWith('blob:') || new URL(url).hostname === 'localhost')).toBe(true);

  await pane.getByRole('tab', { name: 'Method SwAV' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(pane.getByRole('tab', { name: 'Prototypes Decoupled' })).toHaveAttribute(
    'aria-selected',
    'true',
  );
  await expect(panel).toContainText('src/prototypes/mixture.ts');
  await expect(panel.locator('.katex').first()).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(pane).toBeHidden();
  await expect(source).toBeFocused();
  await expect(page.locator('dialog')).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('a source that cannot be loaded is named on the page, and opens once it can', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await page.route('**/SourcePane-*.js', (route) => route.abort());
  await playground.laneMenu(1);
  const source = playground.lane(1).getByRole('button', { name: 'Source', exact: true });
  await source.click();
  await expect(page.getByText(/Opening the source failed/).first()).toBeVisible();
  await expect(playground.button('Start')).toBeEnabled();
  await page.unroute('**/SourcePane-*.js');
  await source.click();
  await expect(page.getByRole('dialog', { name: 'Source of CARP · joint' })).toBeVisible();
  expect(playground.errors).toEqual([]);
});

test('a method says where it departs from its authors’ code', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', 'v=2&method=capi&prototypes=clustering&encoder=vit');
  await playground.laneMenu(1);
  await playground.lane(1).getByRole('button', { name: 'Source', exact: true }).click();
  const panel = page.getByRole('dialog', { name: /^Source of CAPI/ }).getByRole('tabpanel');
  await expect(panel.getByRole('heading', { name: 'Differences from the authors’ code' })).toBeVisible();
  await expect(panel.getByRole('listitem').filter({ hasText: 'RoPE' })).toBeVisible();
});
