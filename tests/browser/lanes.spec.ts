import { expect, test } from 'playwright/test';
import { Playground, SHORT, TINY } from './playground.ts';

/** Five small lanes: 20 steps give the time to remove one while they train. */
const FIVE =
  `${TINY.replace('steps=40', 'steps=20')}&lanes=5&lane1.method=dino&lane2.method=dino&lane3.method=swav&lane1.prototypes=joint` +
  '&lane2.prototypes=joint&lane3.prototypes=joint&lane4.prototypes=joint&lane2.joint.koleo_weight=0.1';
const NAMES = [
  'DINO · joint',
  'DINO · joint, KoLeo-Proto weight 0.1',
  'SwAV · joint',
  'CARP · joint',
  'CARP · decoupled',
];

test('five lanes train in lock-step to the end; a lane is added, another removed', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', FIVE);
  for (const [i, name] of NAMES.entries()) await expect(playground.lane(i + 1)).toContainText(name);
  await expect(playground.lane(6)).toHaveCount(0);

  const run = async (lanes: number) => {
    await playground.train(20);
    const exported = await playground.exported();
    expect(exported).toHaveLength(lanes);
    for (const lane of exported) {
      expect(lane.summary?.steps).toBe(20);
      expect(lane.series.loss.steps).toEqual(exported[0].series.loss.steps);
    }
    return exported;
  };
  const before = await run(5);

  await playground.addLane('Other prototypes: Fixed');
  await expect(playground.lane(6)).toContainText('CARP · fixed');
  await expect(page.locator('.lane-add')).toHaveCount(0);
  await expect.poll(() => page.url()).toContain('lanes=6');
  await playground.laneMenu(3);
  await playground.button('Remove lane 3').click();
  await expect(playground.lane(3)).toContainText('CARP · joint');
  await expect(playground.lane(6)).toHaveCount(0);
  await expect.poll(() => page.url()).toContain('lanes=5');

  // while it runs, too
  await playground.button('Start').click();
  await playground.reaches(2);
  await playground.laneMenu(2);
  await playground.button('Remove lane 2').click();
  await expect(playground.lane(5)).toHaveCount(0);
  await playground.reaches(20);
  await expect(page.getByRole('status').getByText(/done/i).first()).toBeVisible();
  const after = await run(4);
  // the lanes that stayed are the same runs as before
  expect(after.map(({ config }) => `${config.method} ${config.prototypes}`)).toEqual([
    'dino joint',
    'carp joint',
    'carp decoupled',
    'carp fixed',
  ]);
  expect(after.slice(0, 3).map(({ series }) => series)).toEqual(
    [before[0], before[3], before[4]].map(({ series }) => series),
  );
  expect(playground.errors).toEqual([]);
});

test('an added lane has another method, other prototypes or neither, by one press in a menu', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.addLane('Another method: SwAV');
  await expect(playground.lane(3)).toContainText('SwAV · decoupled');
  await expect(page.locator('.add-menu > summary')).toBeFocused();
  await playground.addLane('Other prototypes: Joint');
  await expect(playground.lane(4)).toContainText('SwAV · joint');
  await playground.addLane('A copy');
  await expect(playground.lane(5)).toContainText('SwAV · joint');
  await playground.addLane('Another method: DINO');
  await expect(playground.lane(6)).toContainText('DINO · joint');

  // on a narrow screen the choices are in the menu of the bar
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('about:blank');
  await playground.open('backend=wasm', TINY);
  await playground.menu('More');
  await page.getByRole('group', { name: 'Add lane' }).getByRole('button', { name: 'A copy' }).click();
  await expect(playground.lane(3)).toContainText('CARP · decoupled');
  expect(playground.errors).toEqual([]);
});

test('a preset brings its lanes, the address holds them, and another takes them away', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await page.getByLabel('Preset').selectOption('Figure 1');
  for (const [i, name] of NAMES.entries())
    await expect(playground.lane(i + 1)).toContainText(i === 2 ? 'DINOv2 · joint' : name);
  await expect(page.getByLabel('Preset')).toHaveValue('figure-1');
  await expect.poll(() => page.url()).toContain('lanes=5');
  await page.reload();
  await expect(page.getByLabel('Preset')).toHaveValue('figure-1');
  await expect(playground.lane(5)).toBeVisible();
  await page.getByLabel('Preset').selectOption('Joint vs decoupled');
  await expect(playground.lane(3)).toHaveCount(0);
  await expect.poll(() => page.url()).not.toContain('lanes=');
  expect(playground.errors).toEqual([]);
});

test('lanes change places with their runs, are doubled, and run free from seeds of their own', async ({
  page,
}) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', SHORT);
  await playground.train(10);
  const [joint, decoupled] = await playground.exported();
  await playground.laneMenu(2);
  await playground.button('Move lane 2 to the left').click();
  await expect(playground.lane(1)).toContainText('CARP · decoupled');
  await expect(playground.lane(2)).toContainText('Differs from lane 1: decoupled → joint');
  await expect.poll(() => page.url()).toMatch(/lane1\.prototypes=decoupled/);
  expect((await playground.exported()).map(({ series }) => series)).toEqual([decoupled.series, joint.series]);

  await playground.laneMenu(1);
  await playground.button('Duplicate lane 1').click();
  await expect(playground.lane(2)).toContainText('CARP · decoupled');
  await expect(playground.lane(3)).toContainText('CARP · joint');
  await playground.menu('More');
  await page.getByRole('checkbox', { name: 'Lockstep' }).uncheck();
  await playground.button('New seed').click();
  await expect.poll(() => page.url()).toMatch(/pace=free.*lane3\.seed=/);
  await playground.train(10);
  const free = await playground.exported();
  const seeds = free.map(({ config }) => Number(config['seed']));
  expect([seeds[1] - seeds[0], seeds[2] - seeds[1]]).toEqual([1, 1]);
  expect(free[0].series.loss.values).not.toEqual(free[1].series.loss.values);
  expect(playground.errors).toEqual([]);
});
