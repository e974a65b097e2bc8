import { csvParse } from 'd3-dsv';
import { strFromU8, unzipSync } from 'fflate';
import { expect, type Locator, type Page, test } from 'playwright/test';
import { type Lane, Playground, SHORT } from './playground.ts';

/** A label may be broken into lines. */
const GHOST = /CARP · joint\s*\(pinned\)/;
const NAMES = ['CARP · joint', 'CARP · decoupled'];
/** The same beside runs of more steps. */
const BRIEF = NAMES.map((name) => `${name}, Steps 10`);

/** The table as a person meets it. */
class Runs {
  readonly section: Locator;
  constructor(page: Page) {
    this.section = page.getByRole('region', { name: 'Runs', exact: true });
  }
  rows(): Locator {
    return this.section.locator('tbody tr');
  }
  row(name: string): Locator {
    return this.rows().filter({ hasText: name });
  }
  names(): Promise<string[]> {
    return this.rows().getByRole('rowheader').allTextContents();
  }
  act(act: string, name: string): Locator {
    return this.section.getByRole('button', { name: `${act} ${name}, seed 1`, exact: true });
  }
  button(name: string): Locator {
    return this.section.getByRole('button', { name, exact: true });
  }
  /** A column's cells, from the top. */
  async column(number: number): Promise<string[]> {
    return this.rows().locator(`:nth-child(${number})`).and(this.section.locator('td, th')).allTextContents();
  }
}

test('runs are kept over a reload: reopened, sorted, renamed, deleted and brought back, downloaded', async ({
  page,
}) => {
  const playground = new Playground(page);
  const runs = new Runs(page);
  await playground.open('backend=wasm', SHORT);
  await expect(runs.section).toContainText('Finished runs are saved in this browser only');
  await playground.train(10);
  await expect.poll(() => runs.names()).toEqual(NAMES);
  const first = await playground.exported();

  // the same again with other seeds, stopped before its end
  for (const [name, value] of [
    ['Seed', '7'],
    ['Steps', '4000'],
  ]) {
    await (await playground.settings()).getByRole('spinbutton', { name, exact: true }).fill(value);
    await page.keyboard.press('Enter');
  }
  await playground.button('Start').click();
  await playground.reaches(12);
  await playground.pause();
  await playground.button('Reset').click();
  await expect(runs.rows()).toHaveCount(4);
  // names say what differs, and the seed
  const later = NAMES.map((name) => `${name}, Steps 4,000, seed 7 (unfinished)`);
  await expect.poll(() => runs.names()).toEqual([...later, ...BRIEF.map((name) => `${name}, seed 1`)]);

  await page.reload();
  await expect(playground.button('Start')).toBeEnabled();
  await expect(runs.rows()).toHaveCount(4);
  await expect(runs.section).toContainText('4 saved in this browser only');
  // the newest comparison comes first, lane by lane
  await expect(runs.rows().nth(2)).toContainText(`${(100 * Number(first[0].summary?.used)).toFixed(1)}%`);

  // the newest comparison at one press; the older by its row, as it was
  await runs.button('Reopen the last comparison').click();
  await expect(playground.lane(2)).toContainText(/your run/);
  expect((await playground.exported()).map(({ config }) => config.seed)).toEqual([7, 7]);
  await runs.act('Open', BRIEF[1]).click();
  await expect
    .poll(async () => (await playground.exported()).map(({ config }) => config.seed))
    .toEqual([1, 1]);
  expect(await playground.exported()).toEqual(first);

  // every column sorts both ways, by keyboard too
  for (const [title, number] of [
    ['Name', 1],
    ['k-NN', 6],
    ['Steps', 11],
  ] as const) {
    const head = runs.section.getByRole('columnheader', { name: title, exact: true });
    await head.getByRole('button').press('Enter');
    const once = await head.getAttribute('aria-sort');
    const values = await runs.column(number);
    await head.getByRole('button').press('Enter');
    expect(new Set([once, await head.getAttribute('aria-sort')])).toEqual(
      new Set(['ascending', 'descending']),
    );
    await expect(runs.section.locator('[aria-sort]')).toHaveCount(1);
    const turned = await runs.column(number);
    // what has no value comes last either way
    const known = values.filter((value) => value !== '–');
    const none = values.filter((value) => value === '–');
    const rising = known.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    expect(once === 'ascending' ? values : turned).toEqual([...rising, ...none]);
    expect(once === 'ascending' ? turned : values).toEqual([...rising.reverse(), ...none]);
  }

  // a name of one's own, by keyboard; Escape keeps the old one
  await runs.act('Rename', BRIEF[0]).press('Enter');
  const field = runs.section.getByRole('textbox', { name: 'Name of the run' });
  await expect(field).toBeFocused();
  await field.fill('=the good one');
  await field.press('Enter');
  await expect(runs.row('=the good one')).toHaveCount(1);
  await expect(runs.act('Rename', '=the good one')).toBeFocused();
  await page.keyboard.press('Enter');
  await field.fill('no');
  await field.press('Escape');
  await expect(runs.row('=the good one')).toHaveCount(1);

  // deleted, and brought back as it was
  const before = await runs.row('=the good one').textContent();
  await runs.act('Delete', '=the good one').click();
  await expect(runs.rows()).toHaveCount(3);
  await expect(runs.button('Undo')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(runs.row('=the good one')).toHaveText(before ?? '');
  await expect(runs.act('Open', '=the good one')).toBeFocused();

  // all of them in one zip: the files that open again, and a table of their numbers
  const { bytes } = await playground.download(() => runs.button('Download all').click());
  const files = unzipSync(new Uint8Array(bytes));
  const table = csvParse(strFromU8(files['runs.csv']));
  expect(table).toHaveLength(4);
  for (const line of table) {
    const { lanes } = JSON.parse(strFromU8(files[line.file])) as { lanes: Lane[] };
    expect(lanes).toHaveLength(1);
    expect([line.method, line.prototypes, line.seed]).toEqual(
      ['method', 'prototypes', 'seed'].map((key) => String(lanes[0].config[key])),
    );
    expect(line.knn).toBe(String(lanes[0].series.knn?.values.at(-1) ?? ''));
  }
  expect(table.map(({ name }) => name)).toContain("'=the good one");
  const good = table.find(({ name }) => name === "'=the good one");
  const packed = JSON.parse(strFromU8(files[good?.file ?? ''])) as { lanes: Lane[] };
  expect(packed.lanes[0].series).toEqual(first[0].series);
  expect(playground.errors).toEqual([]);
});

test('a pinned run is a line behind the curves, over a reload and on another tab', async ({
  page,
  context,
}) => {
  const playground = new Playground(page);
  const runs = new Runs(page);
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  await expect(runs.rows()).toHaveCount(2);
  await playground.button('Reset').click();
  const loss = playground.plot('Loss');
  await expect(loss.locator('.plot-host')).not.toContainText(GHOST);
  await runs.act('Pin', NAMES[0]).click();
  await expect(loss.locator('.plot-host')).toContainText(GHOST);
  await expect(runs.act('Pin', NAMES[0])).toHaveAttribute('aria-pressed', 'true');

  await page.reload();
  await expect(loss.locator('.plot-host')).toContainText(GHOST);

  const other = await context.newPage();
  const there = new Playground(other);
  await there.open('backend=wasm', SHORT);
  await expect(there.plot('Loss').locator('.plot-host')).toContainText(GHOST);
  await new Runs(other).act('Delete', NAMES[0]).click();
  await expect(runs.rows()).toHaveCount(1);
  await expect(loss.locator('.plot-host')).not.toContainText(GHOST);
  expect([...playground.errors, ...there.errors]).toEqual([]);
});

test('without storage the page trains and keeps runs until it is closed; a full one loses no lane', async ({
  page,
}) => {
  await page.addInitScript(() => {
    if (location.search.includes('private')) Object.defineProperty(window, 'indexedDB', { value: undefined });
    else
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
  });
  const playground = new Playground(page);
  const runs = new Runs(page);
  await playground.open('backend=wasm&private', SHORT);
  await expect(runs.section).toContainText('This browser does not save runs');
  await playground.train(10);
  await expect.poll(() => runs.names()).toEqual(NAMES);
  await runs.act('Open', NAMES[0]).click();
  await expect(playground.lane(1)).toContainText(/your run/);

  await page.goto('about:blank');
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  const alert = page.getByRole('alert').filter({ hasText: 'This browser’s storage is full' });
  await expect(alert.first()).toContainText('Export the lanes as JSON');
  expect(await playground.exported()).toHaveLength(2);
  await expect(runs.rows()).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('a run that full storage refused is kept once there is room', async ({ page, context }) => {
  const playground = new Playground(page);
  const runs = new Runs(page);
  await playground.open('backend=wasm', SHORT);
  const session = await context.newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await playground.train(10);
  const alert = page.getByRole('alert').filter({ hasText: 'This browser’s storage is full' });
  await expect(alert.first()).toContainText('is saved once there is room');
  await expect(runs.rows()).toHaveCount(0);

  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await playground.train(10);
  await expect.poll(() => runs.names()).toEqual([...NAMES, ...NAMES]);
  await expect(runs.section).toContainText('Storage has room again');
  expect(playground.errors).toEqual([]);
});
