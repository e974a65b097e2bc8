import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import expected from '../formats/files/expected.json' with { type: 'json' };
import { axeOn } from './axe.ts';
import { Playground, inspect as pictureOf, TINY } from './playground.ts';
import { counted, dropPaths, exportsWeights, fileRow, savedCounts, weightsPath } from './weights.ts';

const { _errors: _, ...files } = expected;

/** The words for each file that is refused, or has no prototypes. */
const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['hostile_reduce.pth', /It would call .+, and nothing is ever called/],
  ['truncated.pth', /download|copy it again/i],
  ['not_a_checkpoint.pth', /cannot be read|cannot be opened|is none|seems/i],
  ['empty.npy', /empty/i],
  ['lying_header.safetensors', /ends at byte 65,536,000,000,000, and the file has 64/],
  ['vector.npy', /needs? a matrix/i],
];

test('every checkpoint shows its prototypes, and NumPy’s counts of them', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  for (const [name, { key, K, D, eps, unique, ...more }] of Object.entries(files)) {
    await dropPaths(page, [weightsPath(name)]);
    const shown = await counted(page, name);
    await expect(fileRow(page, name)).toContainText(`${K} × ${D}`);
    const saved = await savedCounts(playground);
    expect(saved.key, name).toBe(key === '(whole file)' ? '' : key);
    expect([saved.K, saved.D], name).toEqual([K, D]);
    expect(saved.eps).toEqual(eps);
    // NumPy counted the fixtures of half precision before they were rounded
    const slack = /f(p)?16/.test(name) ? 0.005 * K : 0;
    saved.unique.forEach((count, i) => {
      expect(Math.abs(count - unique[i]), `${name} at ε ${eps[i]}`).toBeLessThanOrEqual(slack);
    });
    if ('also' in more) {
      await shown.getByRole('combobox').selectOption({ label: `${more.also.key} · 512 × 16 · float16` });
      await expect(fileRow(page, name)).toContainText('512 × 16');
      await counted(page, name);
      const also = await savedCounts(playground);
      also.unique.forEach((count, i) => {
        expect(Math.abs(count - more.also.unique[i])).toBeLessThanOrEqual(slack);
      });
    }
    await playground.button(`Close ${name}`).click();
  }
  expect(playground.errors).toEqual([]);
});

test('every broken or hostile file says what is wrong, and the page goes on', async ({ page }, info) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  const truncated = info.outputPath('truncated.pth');
  writeFileSync(truncated, await readHead('dino_full.pth', 147_390));
  for (const [name, words] of REFUSED) {
    await dropPaths(page, [name === 'truncated.pth' ? truncated : weightsPath(name)]);
    const shown = page.getByRole('region', { name: `Weights: ${name}` });
    await expect(shown.getByRole('alert'), name).toContainText(words);
    await playground.button(`Close ${name}`).click();
  }
  await dropPaths(page, [weightsPath('no_prototypes.pth')]);
  const other = page.getByRole('region', { name: 'Weights: no_prototypes.pth' });
  await expect(other).toContainText('name of prototypes');
  await other.getByRole('combobox').selectOption({ index: 1 });
  await counted(page, 'no_prototypes.pth');
  await dropPaths(page, [weightsPath('nan_and_zero_rows.npy')]);
  const dead = await counted(page, 'nan_and_zero_rows.npy');
  await expect(dead).toContainText('2 dead (zero or not finite): rows 3 and 5');
  await expect(playground.button('Start')).toBeEnabled();
  expect(playground.errors).toEqual([]);
});

test('five files come at once, are compared, and are put in order by keys and by drag', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  const names = [
    'swav.pth.tar',
    'dino_full.pth',
    'prototypes_f32.npy',
    'heads.safetensors',
    'strided_view.pth',
  ];
  await dropPaths(page, names.map(weightsPath));
  for (const name of names) await counted(page, name);
  const rows = page.getByRole('region', { name: 'Open weights' }).getByRole('row');
  const order = () => rows.locator('th[scope=row] button').allInnerTexts();
  expect(await order()).toEqual([...names].sort());
  await playground.drawn();
  const curve = playground.plot('Unique prototypes of weights by ε');
  for (const name of names) await expect(curve.locator('figcaption')).toContainText(name);

  await playground.button('Move down: dino_full.pth').focus();
  await page.keyboard.press('Enter');
  expect((await order()).slice(0, 2)).toEqual(['heads.safetensors', 'dino_full.pth']);
  await rows.nth(5).dragTo(rows.nth(1));
  expect((await order())[0]).toBe('swav.pth.tar');
  await page.getByLabel('These files are checkpoints of one run, in this order').check();
  await expect(playground.plot('Unique prototypes over the files')).toBeVisible();

  // student beside teacher, from one file
  await counted(page, 'dino_full.pth');
  await playground.button('Compare another matrix').click();
  await expect(fileRow(page, 'dino_full.pth')).toHaveCount(2);
  await expect(fileRow(page, 'dino_full.pth').nth(1)).toContainText('student');
  expect(playground.errors).toEqual([]);
});

test('a folder is walked for weights, beside a run that opens as lanes', async ({ page }, info) => {
  const folder = info.outputPath('runs');
  mkdirSync(join(folder, 'deep'), { recursive: true });
  for (const epoch of [100, 20])
    copyFileSync(weightsPath('dino_full.pth'), join(folder, 'deep', `ep${epoch}.pth`));
  writeFileSync(join(folder, 'config.json'), '{}');
  writeFileSync(join(folder, 'notes.txt'), 'nothing');
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await dropPaths(page, [folder, resolve('public/recorded/carp.json.gz')]);
  await expect(playground.lane(1)).toContainText('your run');
  await counted(page, 'ep20.pth');
  await counted(page, 'ep100.pth');
  await expect(page.getByRole('region', { name: 'Open weights' }).locator('th[scope=row] button')).toHaveText(
    ['ep20.pth', 'ep100.pth'],
  );
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('lanes train on while a file is dropped and counted', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY.replace('steps=40', 'steps=100000'));
  await playground.button('Start').click();
  await playground.reaches(5);
  const before = await playground.step();
  await dropPaths(page, [weightsPath('dino_full.pth')]);
  await counted(page, 'dino_full.pth');
  await playground.reaches(before + 20);
  await playground.pause();
  await expect(playground.lane(1)).not.toContainText('your run');
  expect(playground.errors).toEqual([]);
});

test('a long count says how far it is, ends by Cancel, and can begin again', async ({ page }, info) => {
  const path = info.outputPath('large.npy');
  writeFileSync(path, randomNpy(131_072, 96));
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await expect.poll(() => page.workers().length).toBe(2);
  await dropPaths(page, [path]);
  const progress = page.getByRole('progressbar', { name: 'Count of large.npy' });
  await expect(progress).toBeVisible();
  await expect.poll(() => page.workers().length).toBeGreaterThan(2);
  const settings = playground.button('Settings');
  const was = await settings.getAttribute('aria-expanded');
  await settings.click();
  await expect(settings).not.toHaveAttribute('aria-expanded', was ?? '');
  // open they would cover the buttons below
  await settings.click();
  await page
    .getByRole('region', { name: 'Weights: large.npy' })
    .getByRole('button', { name: 'Cancel' })
    .click();
  await expect(progress).toHaveCount(0);
  await expect.poll(() => page.workers().length).toBe(2);
  await playground.button('Count again').click();
  await expect(progress).toBeVisible();
  await playground.button('Close large.npy').click();
  await expect.poll(() => page.workers().length).toBe(2);
  expect(playground.errors).toEqual([]);
});

test('keys alone open weights, pick a matrix, an ε and a prototype', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  const press = async (name: string) => {
    await playground.button(name).focus();
    await page.keyboard.press('Enter');
  };
  const chooser = page.waitForEvent('filechooser');
  await press('Open weights');
  await (await chooser).setFiles(weightsPath('dino_full.pth'));
  const row = fileRow(page, 'dino_full.pth');
  await expect(row).toContainText('152 (29.7%)');
  await page.getByLabel('Count duplicates within ε =').last().focus();
  await page.keyboard.press('End');
  await expect(row).toContainText('67 (13.1%)');
  const map = page.getByRole('application', { name: /^Map of weights/ });
  await playground.drawn();
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('region', { name: 'Duplicates of weights' })).toContainText(
    /Prototype \d+: \d+ duplicate/,
  );
  await page.getByRole('combobox', { name: /^Matrix/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(row).toContainText('student');
  await press('Close dino_full.pth');
  await expect(row).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});

test('groups, rows without duplicates, curves and pictures are saved', async ({ page }, info) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await dropPaths(page, [weightsPath('prototypes_f32.npy')]);
  await counted(page, 'prototypes_f32.npy');
  const groups = await exportsWeights(playground, 'Groups of duplicates (CSV)');
  expect(groups.name).toBe('prototypes-f32-groups.csv');
  expect(groups.bytes.toString().trim().split('\r\n')).toHaveLength(513);
  const curves = await exportsWeights(playground, 'Curves of all files (CSV)');
  expect(curves.bytes.toString()).toMatch(/prototypes_f32\.npy,,512,32,0\.025,129,/);
  const rows = await exportsWeights(playground, /^129 prototypes without duplicates/);
  const path = info.outputPath(rows.name);
  writeFileSync(path, rows.bytes);
  // the same rows have no duplicates left
  await dropPaths(page, [path]);
  await counted(page, rows.name);
  const again = await savedCounts(playground);
  expect([again.K, again.unique[3]]).toEqual([129, 129]);
  if (existsSync('/usr/bin/python3')) {
    const code = 'import numpy, sys; a = numpy.load(sys.argv[1]); print(a.dtype, a.shape)';
    expect(execFileSync('/usr/bin/python3', ['-c', code, path]).toString().trim()).toBe('float32 (129, 32)');
  }
  await playground.drawn();
  await playground.menu('Save plot: Unique prototypes of weights by ε');
  const plot = playground.plot('Unique prototypes of weights by ε');
  const png = await playground.download(() => plot.getByRole('button', { name: 'PNG 1x' }).click());
  expect(pictureOf(png.bytes).left).toBeGreaterThan(0.005);
  expect(playground.errors).toEqual([]);
});

test('arrays of images tell the use of prototypes, and two views their agreement', async ({ page }, info) => {
  const views = ['one.npy', 'two.npy'].map((name) => info.outputPath(name));
  for (const view of views) writeFileSync(view, randomNpy(500, 32));
  const wrong = info.outputPath('wrong.npy');
  writeFileSync(wrong, randomNpy(500, 7));
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await dropPaths(page, [weightsPath('prototypes_f32.npy'), views[0] ?? '']);
  const shown = await counted(page, 'prototypes_f32.npy');
  const use = shown.getByRole('region', { name: 'Use by images' });
  await use.getByLabel('Image arrays').setInputFiles(wrong);
  await expect(use.getByRole('alert')).toContainText('7');
  await use.getByRole('combobox').selectOption({ label: 'one.npy' });
  await expect(use).toContainText('Images500');
  await expect(use).not.toContainText('Agreed');
  await use.getByLabel('Image arrays').setInputFiles(views);
  await expect(use).toContainText(/Agreement100\.0% \(\d/);
  await playground.drawn();
  await expect(playground.plot('Usage of weights').locator('figcaption')).toContainText(
    'none of the 500 images',
  );
  await use.getByRole('button', { name: 'Remove images' }).click();
  await expect(use).not.toContainText('Images500');
  expect(playground.errors).toEqual([]);
});

test('axe finds nothing serious on files, errors and a running count, in both themes and narrow', async ({
  page,
}, info) => {
  const path = info.outputPath('large.npy');
  writeFileSync(path, randomNpy(131_072, 96));
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await dropPaths(page, ['dino_full.pth', 'swav.pth.tar', 'vector.npy'].map(weightsPath));
  await counted(page, 'swav.pth.tar');
  await counted(page, 'dino_full.pth');
  await playground.drawn();
  await page.locator('.inspect-help').evaluate((help) => help.setAttribute('open', ''));
  const found: string[] = [];
  const look = async (what: string) => {
    for (const scheme of ['light', 'dark'] as const)
      for (const [width, height] of [
        [1440, 900],
        [390, 844],
      ] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height });
        await expect(page.locator('html')).toHaveAttribute('data-theme', scheme);
        // a plot keeps its width until it is drawn anew
        await expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: what })
          .toBeLessThanOrEqual(width);
        const { violations } = await axeOn(page).include('.inspect-box').analyze();
        for (const { id, impact, nodes } of violations)
          if (impact === 'serious' || impact === 'critical')
            found.push(
              `${what}, ${scheme}, ${width}: ${id} at ${nodes.map(({ target }) => target.join(' '))}`,
            );
      }
  };
  await look('a verdict');
  await fileRow(page, 'vector.npy').getByRole('button', { name: 'vector.npy', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Weights: vector.npy' }).getByRole('alert')).toBeVisible();
  await look('an error');
  await dropPaths(page, [path]);
  await expect(page.getByRole('progressbar', { name: 'Count of large.npy' })).toBeVisible();
  await look('a count');
  expect(found).toEqual([]);
  expect(playground.errors).toEqual([]);
});

test('the logger for other training loops is there to save', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await dropPaths(page, [weightsPath('swav.pth.tar')]);
  await counted(page, 'swav.pth.tar');
  await page.getByText('Where to get prototypes').click();
  const { name, bytes } = await playground.download(() =>
    playground.button('Save log_prototypes.py').click(),
  );
  expect(name).toBe('log_prototypes.py');
  expect(bytes.toString()).toBe(readFileSync(resolve('src/torch/log_prototypes.py'), 'utf8'));
  expect(playground.errors).toEqual([]);
});

/** The first bytes of a fixture. */
async function readHead(name: string, length: number): Promise<Buffer> {
  const { readFile } = await import('node:fs/promises');
  return (await readFile(weightsPath(name))).subarray(0, length);
}

/** Random directions as an .npy file of float32. */
function randomNpy(K: number, D: number): Buffer {
  const words = `{'descr': '<f4', 'fortran_order': False, 'shape': (${K}, ${D}), }`.padEnd(117);
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${words}\n`, 'latin1');
  const values = new Float32Array(K * D);
  let seed = 1;
  for (let i = 0; i < values.length; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    values[i] = seed / 2 ** 31;
  }
  return Buffer.concat([head, Buffer.from(values.buffer)]);
}
