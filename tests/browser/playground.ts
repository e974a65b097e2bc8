import { readFile } from 'node:fs/promises';
import { decode } from 'fast-png';
import { type Download, expect, type Locator, type Page } from 'playwright/test';

/** Two lanes small enough to train in seconds on any backend. */
export const TINY =
  'v=2&K=64&D=16&batch=8&steps=40&eval_images=500&encoder=mlp&mlp.hidden=32&head.hidden=32&carp.partition_size=8';

/** The same with an early end, for tests that need a run that is over, whatever came of it. */
export const SHORT = TINY.replace('steps=40', 'steps=10');

/** Shows the step of the slowest lane. */
const PROGRESS = 'progress[aria-label=Progress]';

/** The page as a person meets it. */
export class Playground {
  readonly page: Page;
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    // a breach of the page's policy stops nothing, so that no test would see it
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.errors.push(message.text());
    });
  }

  async open(query: string, hash: string): Promise<void> {
    await this.page.goto(`./?${query}#${hash}`);
    await expect(this.button('Start')).toBeEnabled();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  lane(number: number): Locator {
    return this.page.getByRole('region', { name: `Lane ${number}`, exact: true });
  }

  plot(name: string | RegExp): Locator {
    return this.page.getByRole('figure', { name }).first();
  }

  async step(): Promise<number> {
    return Number(await this.page.locator(PROGRESS).getAttribute('value'));
  }

  /** Waits until the slowest lane has taken so many steps, in `timeout` milliseconds or however long it takes. */
  async reaches(step: number, timeout = 0): Promise<void> {
    await this.page.waitForFunction(
      ([bar, wanted]) => Number(document.querySelector(bar)?.getAttribute('value')) >= wanted,
      [PROGRESS, step] as const,
      { timeout, polling: 50 },
    );
  }

  /** Acts and waits for a word about it. The word goes after three seconds, so the wait begins before the act. */
  async says(word: string, act: () => Promise<void>): Promise<void> {
    await Promise.all([expect(this.page.getByText(word)).toBeVisible(), act()]);
  }

  /** Trains all lanes to the end, which is so many steps away, and waits until the end is drawn. */
  async train(steps = 40): Promise<void> {
    await this.button('Start').click();
    await this.reaches(steps);
    await expect(this.page.getByRole('status').getByText('Done')).toBeVisible();
    await this.drawn();
  }

  /** Waits until every lane stands: a step that was under way when Pause was pressed has then been reported. */
  async stands(): Promise<void> {
    await expect(this.page.getByRole('status').getByText('Paused', { exact: true })).toBeVisible();
  }

  async pause(): Promise<void> {
    await this.button('Pause').click();
    await this.stands();
  }

  /** Waits until no plot waits to be drawn, those far below too. */
  async drawn(): Promise<void> {
    await expect(this.page.locator('.plot-host[data-waits]')).toHaveCount(0);
  }

  /** Lets each worker and then the page go on, turn after turn and frame after frame: whatever still runs would show. */
  async goesOn(turns = 20): Promise<void> {
    const loop = async (count: number) => {
      for (let turn = 0; turn < count; turn++) await new Promise((resume) => setTimeout(resume));
    };
    await Promise.all(this.page.workers().map((worker) => worker.evaluate(loop, turns)));
    await this.page.evaluate(async (count) => {
      for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame);
    }, turns);
  }

  /** The lanes of the exported run. */
  async exported(): Promise<Lane[]> {
    const { bytes } = await this.exports('Export JSON');
    return (JSON.parse(bytes.toString()) as { lanes: Lane[] }).lanes;
  }

  /** Opens a menu by the name of its summary, if it is closed. */
  async menu(name: string): Promise<Locator> {
    const summary = this.page.locator(`summary:is([aria-label="${name}"], [aria-label^="${name}:"])`);
    const menu = this.page.locator('details', { has: summary }).last();
    if ((await menu.getAttribute('open')) === null) await summary.click();
    return menu;
  }

  /** Opens a lane's menu. */
  laneMenu(number: number): Promise<Locator> {
    return this.menu(`Lane ${number}: settings and actions`);
  }

  /** Adds a lane by a button of its menu. */
  async addLane(choice: string): Promise<void> {
    await this.menu('Add lane');
    await this.button(choice).click();
  }

  /** Saves a file by a button of the export menu, and closes the menu. */
  async exports(name: string): Promise<{ name: string; bytes: Buffer }> {
    const menu = await this.menu('Export');
    const saved = await this.download(() => this.button(name).click());
    await menu.evaluate((element) => element.removeAttribute('open'));
    return saved;
  }

  /** Opens the settings beside the lanes, if they are closed. */
  async settings(): Promise<Locator> {
    const settings = this.button('Settings');
    if ((await settings.getAttribute('aria-expanded')) === 'false') await settings.click();
    return this.page.locator('.experiment');
  }

  async download(press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
    const waiting: Promise<Download> = this.page.waitForEvent('download');
    await press();
    const download = await waiting;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }
}

export interface Lane {
  readonly config: Record<string, unknown>;
  readonly changes?: readonly { readonly step: number; readonly key: string; readonly value: unknown }[];
  readonly byHand?: readonly number[];
  readonly backend: { readonly name: string; readonly software: boolean };
  readonly series: Record<string, { readonly steps: number[]; readonly values: number[] }>;
  readonly final: Record<string, unknown>;
  readonly summary?: Record<string, unknown>;
}

/** A PNG's size, and the share of its pixels in each half that are not white. */
export function inspect(bytes: Buffer): { width: number; height: number; left: number; right: number } {
  const { width, height, channels, data } = decode(bytes);
  const ink = [0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      if (data[at] < 250 || data[at + 1] < 250 || data[at + 2] < 250) ink[x < width / 2 ? 0 : 1]++;
    }
  const half = (width * height) / 2;
  return { width, height, left: ink[0] / half, right: ink[1] / half };
}
