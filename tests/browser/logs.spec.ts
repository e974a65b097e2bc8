import { readFileSync } from 'node:fs';
import { expect, type Page, test } from 'playwright/test';
import { trainedLoop } from '../torch/training-loop.ts';
import { Playground, TINY } from './playground.ts';

/** A log by log_prototypes: written now, or by the same loop before where there is no torch. */
async function written(): Promise<string> {
  const loop = await trainedLoop();
  return loop?.alone ?? readFileSync(new URL('../torch/recorded.jsonl', import.meta.url), 'utf8');
}

/** Drops files on the page. */
const drop = (page: Page, files: Readonly<Record<string, string>>) =>
  page.evaluate((texts) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of Object.entries(texts)) dataTransfer.items.add(new File([text], name));
    for (const type of ['dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, files);

test('a log of training in PyTorch lies behind trained lanes, under its name, until it is removed', async ({
  page,
}, info) => {
  const log = await written();
  const last: { readonly step: number; readonly used: number } = JSON.parse(
    log.trim().split('\n').at(-1) ?? '',
  );
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await playground.train();
  const lanes = await playground.exported();
  const legend = page.getByRole('group', { name: 'Lanes shown' });
  const plot = playground.plot(/^Unique prototypes at ε 0\.5/);
  const name = 'mine.jsonl (log)';

  // a line of it is broken, and the file still grows
  const [first, ...rest] = log.split('\n');
  await drop(page, { 'mine.jsonl': [first, 'oops', ...rest].join('\n') + first.slice(0, 40) });
  await expect(legend).toContainText(name);
  await expect(page.getByRole('alert')).toContainText('mine.jsonl: 1 line could not be read');
  await expect(page.getByRole('alert')).toContainText('Line 2 is not JSON: oops.');
  await playground.button('Dismiss').click();
  await expect(plot).toContainText(name);
  await expect(playground.plot(/^Unique prototypes by ε/)).toContainText(name);
  // the lanes are as they were
  expect(await playground.exported()).toEqual(lanes);

  // the data table has the log's own numbers
  await playground.menu('How to read it: Usage');
  await playground.button('Data table: Usage').click();
  const rows = page.getByRole('table', { name: 'Usage' }).getByRole('row');
  await expect(rows.first().getByRole('columnheader').last()).toHaveText(name);
  const row = rows.filter({ has: page.getByRole('rowheader', { name: String(last.step), exact: true }) });
  await expect(row.getByRole('cell').last()).toHaveText(`${(100 * last.used).toFixed(1)}%`);
  await page.keyboard.press('Escape');

  const { bytes } = await playground.exports('Export SVG');
  expect(bytes.toString()).toContain(name);
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  await expect(runs.getByRole('list', { name: 'Training logs' })).toContainText(
    '12 measurements, steps 0 to 11.',
  );
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await playground.drawn();
    await page.screenshot({ path: info.outputPath(`log-${scheme}.png`), fullPage: true });
  }

  // the same log, grown, takes its own place; two ranks are one run
  await drop(page, { 'mine.jsonl': log });
  await drop(page, { 'a.rank0.jsonl': log, 'a.rank1.jsonl': log });
  await expect(legend).toContainText('a.jsonl (log)');
  await expect(runs.getByRole('listitem')).toHaveCount(2);
  await expect(runs).toContainText('Merged from a.rank1.jsonl, a.rank0.jsonl');

  await playground.button('Remove a.jsonl (log)').click();
  await playground.button(`Remove ${name}`).click();
  await expect(legend).not.toContainText('(log)');
  await expect(plot).not.toContainText('(log)');
  expect(playground.errors).toEqual([]);
});

test('what is no log is refused in clear words, and changes nothing', async ({ page }) => {
  const playground = new Playground(page);
  await playground.open('backend=wasm', TINY);
  await page.getByLabel('Run files').setInputFiles([
    { name: 'empty.jsonl', mimeType: '', buffer: Buffer.from('') },
    { name: 'train.log', mimeType: '', buffer: Buffer.from('Epoch 1 loss 2.3\nEpoch 2 loss 2.2\n') },
  ]);
  const alerts = page.getByRole('alert');
  await expect(alerts.first()).toContainText('empty.jsonl: The file is empty');
  await expect(alerts.last()).toContainText('train.log: No measurement in this log');
  await expect(alerts.last()).toContainText('Line 1 is not JSON: Epoch 1 loss 2.3.');
  await expect(page.getByRole('list', { name: 'Training logs' })).toHaveCount(0);
  expect(playground.errors).toEqual([]);
});
