import type { Playground } from '../browser/playground.ts';
import { inBuiltPage } from '../built-page.ts';

/** Default lanes in the page itself, views, measurements, evaluation and drawing included. */
export interface PageRun {
  readonly lanes: number;
  readonly steps: number;
  readonly badge: string;
  /** From Start to the last step on the progress bar. */
  readonly seconds: number;
  /** Work of the page's own thread in that time, in seconds: messages, React, drawing, layout, paint. */
  readonly pageSeconds: number;
  /** Its tasks of more than 50 ms by the clock, longest first, in milliseconds: by the clock, and of the processor. The
   *  two differ where lanes have more threads than there are processors. */
  readonly longTasks: readonly (readonly [clock: number, processor: number])[];
  /** The most that one of its tasks took of the processor, in milliseconds. */
  readonly heaviestTask: number;
}

const STEPS = 500;
const LONGEST = 20 * 60_000;
/** From here on a task counts as long (W3C Long Tasks), in milliseconds. */
const LONG = 50;

export function pageRun(lanes: number): Promise<PageRun> {
  return inBuiltPage(async (playground) => {
    const { page } = playground;
    await playground.open('', `v=2&steps=${STEPS}&lanes=${lanes}`);
    const traced = await trace(playground);
    const busy = await clockOf(playground);
    const start = performance.now();
    await playground.button('Start').click();
    await playground.reaches(STEPS, LONGEST);
    const seconds = (performance.now() - start) / 1000;
    const pageSeconds = await busy();
    const tasks = await traced();
    const badge = (await page.locator('.badge strong').first().textContent()) ?? '';
    const longTasks = tasks.filter(([clock]) => clock > LONG).sort(([a], [b]) => b - a);
    const heaviestTask = Math.max(...tasks.map(([, processor]) => processor));
    return { lanes, steps: STEPS, badge, seconds, pageSeconds, longTasks, heaviestTask };
  });
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** In microseconds, by the clock and of the processor. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Every task of the page's thread from now until it is asked, in milliseconds: by the clock, and of the processor. */
async function trace({ page }: Playground): Promise<() => Promise<[number, number][]>> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
      traceEvents: TraceEvent[];
    };
    const thread = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
    const main = new Set(
      traceEvents
        .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
        .map(thread),
    );
    return traceEvents
      .filter((event) => event.name === 'RunTask' && main.has(thread(event)))
      .map(({ dur = 0, tdur = 0 }) => [dur / 1000, tdur / 1000]);
  };
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
