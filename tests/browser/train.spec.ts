import { expect, test } from 'playwright/test';
import { inspect, type Lane, Playground, TINY } from './playground.ts';

test('two lanes train on wasm: start, pause, step, resume, toggle, reset, new seed', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=150'));
  const [first, second] = [playground.lane(1), playground.lane(2)];
  for (const lane of [first, second]) {
    await expect(lane.getByRole('combobox', { name: 'Method', exact: true })).toBeVisible();
    await playground.laneMenu(lane === first ? 1 : 2);
    for (const name of ['Dataset', 'Encoder'])
      await expect(lane.getByRole('combobox', { name, exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    const group = lane.getByRole('radiogroup', { name: 'Prototypes' });
    for (const name of ['Joint', 'Decoupled', 'Fixed'])
      await expect(group.getByRole('radio', { name, exact: true })).toBeAttached();
  }
  await expect(first.getByRole('radio', { name: 'Joint', exact: true })).toBeChecked();
  await expect(second.getByRole('radio', { name: 'Decoupled', exact: true })).toBeChecked();

  // Step from idle: one step, then it waits
  await playground.button('Step').click();
  await expect.poll(() => playground.step()).toBe(1);
  await playground.button('Step').click();
  await expect.poll(() => playground.step()).toBe(2);
  await playground.goesOn();
  expect(await playground.step()).toBe(2);

  await playground.button('Resume').click();
  await playground.reaches(10);
  await playground.pause();
  const paused = await playground.step();
  await playground.goesOn();
  expect(await playground.step()).toBe(paused);

  expect(paused).toBeLessThan(150);
  await playground.button('Resume').click();
  await playground.reaches(150);
  await expect(playground.button('Start')).toBeEnabled();
  await expect(playground.plot(/unique/i)).toContainText(/%/);
  await expect((await playground.menu('Backend')).getByText(/WebAssembly/).first()).toBeVisible();

  // a toggle of a finished lane takes effect at the next start
  await first.getByRole('radio', { name: 'Fixed', exact: true }).check();
  await expect(first.getByRole('radio', { name: 'Fixed', exact: true })).toBeChecked();
  await playground.button('Reset').click();
  await expect.poll(() => playground.step()).toBe(0);
  await expect.poll(() => page.url()).toContain('lane1.prototypes=fixed');
  const seed = page.locator('.seed b');
  await expect(seed).toHaveText('1');
  await playground.button('New seed').click();
  await expect(seed).not.toHaveText('1');
  expect(playground.errors).toEqual([]);
});

test('the run exports as PNG, JSON and CSV, and the same seed gives the same run', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  const finish = async () => {
    await playground.train();
    const { bytes } = await playground.exports('Export JSON');
    return JSON.parse(bytes.toString()) as { format: string; lanes: Lane[] };
  };
  const run = await finish();
  expect(run.format).toBe('proto-playground-run');
  expect(run.lanes.map(({ config }) => config.prototypes)).toEqual(['joint', 'decoupled']);
  for (const lane of run.lanes) {
    expect(lane.backend.name).toBe('wasm');
    expect(Object.keys(lane.series).length).toBeGreaterThan(8);
    expect(lane.summary?.steps).toBe(40);
    const { steps } = lane.series.loss ?? { steps: [] };
    expect(steps.at(-1)).toBe(40);
  }

  const widths: number[] = [];
  for (const scale of ['1', '2', '3'] as const) {
    await playground.menu('Export');
    await page.getByRole('combobox', { name: 'PNG scale' }).selectOption(scale);
    const { name, bytes } = await playground.exports('Export PNG');
    expect(name).toMatch(/\.png$/);
    const picture = inspect(bytes);
    widths.push(picture.width);
    // both lanes are there: each half has its dark ring, and none is a blank or a solid sheet
    for (const share of [picture.left, picture.right]) {
      expect(share).toBeGreaterThan(0.03);
      expect(share).toBeLessThan(0.6);
    }
  }
  expect(widths[0]).toBeGreaterThan(800);
  expect(widths.slice(1)).toEqual([2 * widths[0], 3 * widths[0]]);

  const { bytes: csv } = await playground.exports('Export CSV');
  const rows = csv.toString().trim().split(/\r?\n/);
  expect(rows[0]).toBe('lane,method,prototypes,seed,step,metric,value');
  expect(rows.length).toBeGreaterThan(200);
  const losses = rows.filter((row) => /,loss,/.test(row) && row.startsWith('Lane 1,'));
  const series = run.lanes[0].series.loss;
  expect(losses.map((row) => Number(row.split(',').at(-1)))).toEqual(series.values);

  const plot = page.getByRole('figure', { name: /loss/i }).first();
  await plot.locator('.save > summary').click();
  const { bytes: single } = await playground.download(() =>
    plot
      .getByRole('button', { name: /PNG.*2/ })
      .first()
      .click(),
  );
  expect(inspect(single).width).toBeGreaterThan(400);

  await playground.button('Reset').click();
  const again = await finish();
  expect(again.lanes.map(({ series }) => series)).toEqual(run.lanes.map(({ series }) => series));
  expect(playground.errors).toEqual([]);
});

test('the page does not freeze while both lanes train', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=100'));
  // what opening the page has left to do is no part of it
  await playground.goesOn();
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { longTasks: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  await playground.button('Start').click();
  await playground.reaches(100);
  const long = await page.evaluate(() => (window as Window & { longTasks?: number[] }).longTasks ?? []);
  // wall-clock numbers are printed, not asserted: other work on this machine stretches them
  console.log(`long tasks while training: ${long.length ? long.map(Math.round).join(', ') : 'none'} ms`);
  expect(playground.errors).toEqual([]);
});

test('lanes train in lockstep: none is ever ahead by more than one report', async ({ page }) => {
  const playground = new Playground(page);
  // a lane of far more work beside a small one
  await playground.open('backend=wasm', `${TINY}&lane2.K=1024`);
  await playground.train();
  const lanes = await playground.exported();
  expect(lanes.map(({ config }) => config.K)).toEqual([64, 1024]);
  expect(lanes[0].series.loss.steps).toEqual(lanes[1].series.loss.steps);
});

test('the preset "Matched control" trains both lanes with one head', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await page.getByLabel('Preset').selectOption('Matched control');
  await playground.button('Start').click();
  await playground.reaches(3);
  await playground.pause();
  const lanes = await playground.exported();
  expect(lanes.map(({ config }) => config.prototypes)).toEqual(['joint', 'decoupled']);
  for (const { config } of lanes) {
    expect(config['head.output_norm']).toBe('batchnorm');
    expect(config['head.embedding']).toBe('unit');
  }
  // one seed, one head: before the prototypes part, the lanes' first losses are about equal
  const [joint, decoupled] = lanes.map(({ series }) => series.loss.values[0]);
  expect(Math.abs(joint - decoupled)).toBeLessThan(0.05 * joint);
  expect(playground.errors).toEqual([]);
});

test('a burst of steps at the end trains each lane to its last step and no further', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=3'));
  await playground.button('Step').click();
  await expect.poll(() => playground.step()).toBe(1);
  await playground.stands();
  const burst = () => {
    for (let i = 0; i < 10; i++) dispatchEvent(new MessageEvent('message', { data: { type: 'step' } }));
  };
  await Promise.all(page.workers().map((worker) => worker.evaluate(burst)));
  await expect(page.getByRole('status').getByText('Done')).toBeVisible();
  expect(await playground.step()).toBe(3);
  for (const { series, final, summary } of await playground.exported()) {
    expect(series['loss'].steps.at(-1)).toBe(3);
    expect([final['step'], summary?.['steps']]).toEqual([3, 3]);
  }
  // and by hand, as fast as a finger and the key's repetition can
  await playground.button('Reset').click();
  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight');
  while (!(await page.getByRole('status').getByText('Done').isVisible()))
    await page.keyboard.press('ArrowRight');
  for (const { final } of await playground.exported()) expect(final['step']).toBe(3);
  expect(playground.errors).toEqual([]);
});
