import type { Locator } from 'playwright/test';
import type { Lane, Playground } from './playground.ts';

/** Frames without drawing after which nothing waits to be drawn: a plot out of sight takes its turn every dozen. */
const STILL = 30;

/** A cell of the table beside the crosshair. */
export interface Cell {
  readonly lane: string;
  readonly series: string;
  readonly step: number | undefined;
  readonly value: number | undefined;
  readonly words: string;
}

/** The curves of a finished small run, read and worked as a person does. */
export class CurvesOf {
  readonly ground: Playground;

  constructor(ground: Playground) {
    this.ground = ground;
  }

  /** The layer that reads a plot off, by pointer and keys. */
  stage(name: string): Locator {
    return this.ground.page.getByRole('slider', { name: `Read off ${name}`, exact: true });
  }

  figure(name: string): Locator {
    return this.ground.page.getByRole('figure', { name, exact: true });
  }

  plot(name: string): Locator {
    return this.figure(name).locator('.plot-host > svg');
  }

  /** All that the table beside the crosshair says. */
  cells(name: string): Promise<Cell[]> {
    return this.stage(name)
      .locator('.read-out:not([hidden]) td[data-series]')
      .evaluateAll((cells) =>
        cells.map((cell) => {
          const { series = '', step, value } = (cell as HTMLElement).dataset;
          const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
          const lane = cell.closest('tr')?.dataset['lane'] ?? '';
          return { lane, series, step: number(step), value: number(value), words: cell.textContent ?? '' };
        }),
      );
  }

  /** Puts the pointer over a plot, at a share of its width. */
  async hover(name: string, share: number): Promise<void> {
    const stage = this.stage(name);
    await stage.scrollIntoViewIfNeeded();
    const box = await stage.boundingBox();
    if (!box) throw new Error(`${name} is not on the page`);
    await this.ground.page.mouse.move(box.x + share * box.width, box.y + box.height / 2);
  }

  /** Waits until all that waits to be drawn is drawn: what is out of sight comes last, bit by bit. */
  settled(): Promise<void> {
    return this.ground.page.evaluate(
      (still) =>
        new Promise<void>((done) => {
          let frames = 0;
          const observer = new MutationObserver(() => {
            frames = 0;
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
          const frame = () => {
            if (frames++ < still) return requestAnimationFrame(frame);
            observer.disconnect();
            done();
          };
          frame();
        }),
      STILL,
    );
  }

  async step(name: string): Promise<number> {
    return Number(await this.stage(name).getAttribute('aria-valuenow'));
  }

  async exported(): Promise<Lane[]> {
    const { bytes } = await this.ground.exports('Export JSON');
    return (JSON.parse(bytes.toString()) as { lanes: Lane[] }).lanes;
  }

  /** Lane, metric and step to value, of the exported CSV. */
  async table(): Promise<Map<string, number>> {
    const { bytes } = await this.ground.exports('Export CSV');
    const rows = bytes.toString().trim().split(/\r?\n/).slice(1);
    return new Map(
      rows.map((row) => {
        const [lane, , , , step, metric, value] = row.split(',');
        return [`${lane} ${metric} ${step}`, Number(value)];
      }),
    );
  }
}
