import type { Playground } from '../browser/playground.ts';
import { inBuiltPage } from '../built-page.ts';

/** Default lanes in the page itself, views, measurements, evaluation and drawing included. */
export interface PageRun {
  readonly lanes: number;
  readonly steps: number;
  readonly badge: string;
  /** From Start to the last step on the progress bar. */
  readonly seconds: number;
  /** What the page's own thread did in that time, in seconds: messages, React, drawing, layout, paint. */
  readonly pageSeconds: number;
  /** Its tasks of more than 50 ms, in milliseconds, longest first. */
  readonly longTasks: readonly number[];
}

const STEPS = 500;
const LONGEST = 20 * 60_000;

export function pageRun(lanes: number): Promise<PageRun> {
  return inBuiltPage(async (playground) => {
    const { page } = playground;
    await playground.open('', `v=1&steps=${STEPS}&lanes=${lanes}`);
    await page.evaluate(watchLongTasks);
    const busy = await clockOf(playground);
    const start = performance.now();
    await playground.button('Start').click();
    await playground.reaches(STEPS, LONGEST);
    const seconds = (performance.now() - start) / 1000;
    const pageSeconds = await busy();
    const longTasks = await page.evaluate(() => window.longTasks ?? []);
    const badge = await page
      .getByText(/WebAssembly|WebGPU/)
      .first()
      .innerText();
    return { lanes, steps: STEPS, badge, seconds, pageSeconds, longTasks: longTasks.sort((a, b) => b - a) };
  });
}

declare global {
  interface Window {
    longTasks?: number[];
  }
}

function watchLongTasks(): void {
  const found: number[] = [];
  window.longTasks = found;
  new PerformanceObserver((list) => found.push(...list.getEntries().map(({ duration }) => duration))).observe(
    {
      type: 'longtask',
    },
  );
}

/** Seconds of the page's thread from now until it is asked. */
async function clockOf({ page }: Playground): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const found = metrics.find(({ name }) => name === 'TaskDuration');
    if (!found) throw new Error('the browser does not tell TaskDuration');
    return found.value;
  };
  const before = await spent();
  return async () => (await spent()) - before;
}
