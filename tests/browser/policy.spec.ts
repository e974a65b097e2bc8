import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from 'playwright/test';
import { HOST_POLICY } from '../../src/node/content-policy.ts';
import { FileServer } from './file-server.ts';
import { Playground, SHORT, TINY } from './playground.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let server: FileServer;
test.beforeEach(async () => {
  server = new FileServer(join(ROOT, 'dist'), '/policy/');
  // workers have the policy of a header alone, and no listener of theirs is early enough
  server.headers = { 'Content-Security-Policy': `${HOST_POLICY}; report-uri /policy/reports` };
  await server.start();
});
test.afterEach(() => server.stop());

/** Collects what the page's own policy refuses. */
const watch = (page: Page) =>
  page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(globalThis, { refused });
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile }) =>
      refused.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`),
    );
  });

const refusedOn = (page: Page) => page.evaluate(() => Reflect.get(globalThis, 'refused') as string[]);

test('nothing in a whole session breaks the policy of the page or of its workers', async ({
  page,
  context,
}) => {
  await watch(page);
  const playground = new Playground(page);
  await page.goto(`${server.address}?backend=wasm&hide=keys#${TINY}`);
  await expect(playground.button('Start')).toBeEnabled();
  // long enough for files that a ZIP packs in workers
  await playground.train();

  for (const name of ['Export JSON', 'Export CSV', 'Export SVG', 'Export PNG', 'Export ZIP'])
    await playground.exports(name);
  const formats = page.getByLabel('Print format');
  for (const format of ['pdf', 'svg', 'png']) {
    await playground.menu('Export');
    const named = formats.locator(`option[value^="${format}"]`).first();
    await formats.selectOption((await named.getAttribute('value')) ?? '');
    await playground.download(() => playground.button('Save print figure').click());
  }

  await page.locator('.plot-host').nth(3).hover();
  await playground.laneMenu(1);
  await playground.lane(1).getByRole('button', { name: 'Source', exact: true }).click();
  const pane = page.getByRole('dialog', { name: 'Source of CARP · joint' });
  await expect(pane.locator('.katex').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByText('Inspect prototypes').click();
  await expect(page.getByRole('figure', { name: 'Prototype map, lane 1', exact: true })).toBeVisible();
  await playground.button('Tour').click();
  const sheet = page.locator('aside.tour');
  for (const dot of await sheet.getByRole('navigation', { name: 'Stops' }).getByRole('button').all())
    await dot.click();
  await page.keyboard.press('Escape');

  await page.getByLabel('Run files').setInputFiles(join(ROOT, 'public/recorded/carp.json.gz'));
  await expect(playground.lane(1)).toContainText('your run');
  const seen = await refusedOn(page);

  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await server.stop();
  await context.setOffline(true);
  await page.goto(`${server.address}?backend=wasm&embed=1#${SHORT}`);
  await expect(playground.button('Start')).toBeEnabled();
  await playground.train(10);
  expect([...seen, ...(await refusedOn(page))]).toEqual([]);
  expect(server.posted).toEqual([]);
  expect(playground.errors).toEqual([]);
});

test('the policy refuses what is none of the page, in a worker too', async ({ page }) => {
  await watch(page);
  const playground = new Playground(page);
  await page.goto(`${server.address}?backend=wasm#${SHORT}`);
  await expect(playground.button('Start')).toBeEnabled();
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<i style="color: red"></i>');
    return fetch('http://elsewhere.localhost/').catch(() => {});
  });
  expect(await page.evaluate(() => 'injected' in globalThis)).toBe(false);
  const refused = await refusedOn(page);
  for (const directive of ['script-src-elem inline', 'style-src-attr inline', 'connect-src http://elsewhere'])
    expect(refused.some((each) => each.startsWith(directive))).toBe(true);

  const before = server.posted.length;
  const [worker] = page.workers();
  await worker.evaluate(() => fetch('http://other.localhost/').catch(() => {}));
  await expect
    .poll(() => server.posted.slice(before).filter((report) => report.includes('other.localhost')).length)
    .toBeGreaterThan(0);
});
