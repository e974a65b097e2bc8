import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright/test';
import { expect } from 'playwright/test';
import type { Playground } from './playground.ts';

/** Path of a fixture of tests/formats. */
export const weightsPath = (name: string): string =>
  fileURLToPath(new URL(`../formats/files/${name}`, import.meta.url));

/** A place of the bar, which stays under the pointer whatever moves below it: a new element refuses the first drop. */
const PLACE = { x: 60, y: 20 };

/** Drags files and folders from the desktop over the page, and drops them. */
export async function dropPaths(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...PLACE, data });
  await session.detach();
}

/** The row of an open file. */
export const fileRow = (page: Page, name: string): Locator =>
  page
    .getByRole('region', { name: 'Open weights' })
    .getByRole('row')
    .filter({ has: page.getByRole('button', { name, exact: true }) });

/** Shows an open file, and waits until it is counted. */
export async function counted(page: Page, name: string): Promise<Locator> {
  const row = fileRow(page, name);
  await row.getByRole('button', { name, exact: true }).click();
  await expect(row).toContainText(/\(\d+\.\d%\)/);
  await expect(page.getByRole('progressbar', { name: `Count of ${name}` })).toHaveCount(0);
  return page.getByRole('region', { name: `Weights: ${name}` });
}

/** The counts of the shown file, as the page saves them. */
export interface SavedCounts {
  readonly key: string;
  readonly K: number;
  readonly D: number;
  readonly dead: readonly number[];
  readonly eps: readonly number[];
  readonly unique: readonly number[];
}

export async function savedCounts(playground: Playground): Promise<SavedCounts> {
  const { bytes } = await exportsWeights(playground, 'Counts (JSON)');
  return JSON.parse(bytes.toString()) as SavedCounts;
}

/** Saves a file of the shown weights by a button of their export menu. */
export async function exportsWeights(playground: Playground, name: string | RegExp) {
  await playground.menu('Export counts');
  return playground.download(() => playground.page.getByRole('button', { name }).click());
}
