import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'playwright/test';
import { readRunJson } from '../../src/export/read-run.ts';
import { catalogue } from '../../src/train/lane/menu.ts';
import { RECORDED } from '../../src/ui/runs/recorded-runs.ts';
import { presetConfigs, presetsOf } from '../../src/ui/setup/presets.ts';
import { laneNames } from '../../src/ui/words/lane-names.ts';
import { Playground, TINY } from './playground.ts';

/** Unique prototypes at ε 0.5 of a preset's lanes at the end of its recorded run, as the page writes them. */
const uniqueOf = (preset: string) =>
  RECORDED[preset].flatMap((name) =>
    readRunJson(gunzipSync(readFileSync(`public/recorded/${name}.json.gz`)).toString()).lanes.map(
      ({ summary }) => `${(100 * (summary?.unique['0.5'] ?? Number.NaN)).toFixed(1)}%`,
    ),
  );
const UNIQUE = uniqueOf('joint-decoupled');

test('a fresh page shows the end of the recorded run, marked so, until Start, and replays it on request', async ({
  page,
}) => {
  const ground = new Playground(page);
  const slider = page.getByRole('region', { name: 'Time machine' }).getByRole('slider');
  const value = async () => Number(await slider.inputValue());
  await page.goto('./?backend=wasm');
  await expect(page.getByText(/Example run, recorded on/)).toBeVisible();
  await expect(page.getByText('Example run', { exact: true })).toBeVisible();
  // nothing moves before somebody asks
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 500');
  await ground.goesOn();
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 500');
  await ground.button('Replay this run').click();
  await expect.poll(value).toBeLessThan(20);
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 500');
  await expect(ground.lane(1)).toContainText(UNIQUE[0]);
  await expect(ground.lane(2)).toContainText(UNIQUE[1]);
  expect(page.url()).not.toContain('#');

  await ground.button('Start').click();
  await expect(page.getByText(/Example run, recorded on/)).toBeHidden();
  await expect(ground.lane(1)).not.toContainText(UNIQUE[0]);
  await ground.reaches(1);
  expect(ground.errors).toEqual([]);
});

test('the recorded run is there where nothing can train', async ({ page }) => {
  const ground = new Playground(page);
  await page.route(/assets\/worker-.*\.js$/, (route) => route.abort());
  await page.goto('./');
  await expect(ground.lane(1)).toContainText('The training engine did not load');
  await expect(ground.lane(1)).toContainText(UNIQUE[0]);
  await expect(page.getByText(/Example run, recorded on .*\(commit [0-9a-f]+\)\.$/)).toBeVisible();
  await expect(ground.button('Replay this run')).toBeEnabled();
  expect(ground.errors).toEqual([]);
});

test('who comes with settings sees these, and the example in grey behind them until the first report', async ({
  page,
}) => {
  const ground = new Playground(page);
  await ground.open('backend=wasm', TINY);
  const behind = /Example:\s*CARP ·\s*decoupled,\s*recorded/;
  for (const name of ['Unique prototypes by ε', 'Unique prototypes at ε 0.5', 'Loss'])
    await expect(ground.plot(name).locator('.plot-host')).toContainText(behind);
  // the lanes themselves stay empty
  await expect(ground.button('Replay this run')).toBeDisabled();
  await expect(page.getByText(/Example run, recorded on/)).toHaveCount(0);
  await expect(ground.lane(1)).not.toContainText(UNIQUE[0]);
  await ground.train();
  await expect(ground.plot('Loss').locator('.plot-host')).not.toContainText(/Example:/);
  expect(ground.errors).toEqual([]);
});

test('a preset shows its recorded run at once, each lane of one run, and one without leaves no number of another', async ({
  page,
}) => {
  const ground = new Playground(page);
  await page.goto('./?backend=wasm');
  await expect(ground.button('Start')).toBeEnabled();
  await expect(ground.lane(1)).toContainText(UNIQUE[0]);
  const presets = page.getByLabel('Preset');
  await presets.selectOption({ label: 'K sweep' });
  for (const number of [1, 2, 3, 4]) await expect(ground.lane(number)).not.toContainText(/\d%/);
  await expect(page.getByText(/Example run/)).toHaveCount(0);

  for (const preset of presetsOf(catalogue).filter(({ id }) => id in RECORDED)) {
    await presets.selectOption({ label: preset.title });
    const unique = uniqueOf(preset.id);
    for (const [i, value] of unique.entries()) {
      await expect(ground.lane(i + 1)).toContainText(value);
      await expect(ground.lane(i + 1).locator('.pending')).toHaveCount(0);
    }
    await expect(page.getByText(/Example run, recorded on .*commits? [0-9a-f]+/)).toBeVisible();
    // title and line of a lane are those of its curve
    const names = (await page.locator('.lane-title').allTextContents()).map((title) =>
      title.replace(/^Lane \d: /, ''),
    );
    expect(names).toEqual(laneNames(presetConfigs(preset, catalogue), catalogue));
    expect(new Set(names).size).toBe(unique.length);
    for (const [i, name] of names.entries()) {
      const stroke = await ground
        .lane(i + 1)
        .locator('.lane-stroke path')
        .getAttribute('stroke');
      const line = page.locator('.legend').getByRole('button', { name, exact: true }).locator('path');
      await expect(line).toHaveAttribute('stroke', stroke ?? '');
    }
  }

  await presets.selectOption({ label: 'Joint vs decoupled' });
  await expect(ground.lane(1)).toContainText(UNIQUE[0]);
  await ground.button('Start').click();
  await expect(page.getByText(/Example run, recorded on/)).toBeHidden();
  await expect(ground.lane(1)).not.toContainText(UNIQUE[0]);
  await ground.reaches(1);
  expect(ground.errors).toEqual([]);
});
