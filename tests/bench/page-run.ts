import type { Playground } from '../browser/playground.ts';
import { inBuiltPage } from '../built-page.ts';
import { type LaneShares, laneShares, SHARE_CATEGORIES } from './lane-shares.ts';
import { unseenShare } from './page-unseen.ts';
import { type PageWork, pageWork, WORK_CATEGORIES } from './page-work.ts';
import { type TraceEvent, trace } from './trace.ts';

/** Default lanes in the page itself, views, measurements, evaluation and drawing included. */
export interface PageRun {
  readonly lanes: number;
  readonly steps: number;
  readonly badge: string;
  /** From Start to the end, last measurements included. */
  readonly seconds: number;
  /** Work of the page's own thread in that time. */
  readonly page: PageWork;
  /** The use that the lanes' workers made of theirs, in a second run under a profiler. */
  readonly shares: LaneShares;
  /** Their speed while nobody sees the page, as a share of that in sight. Absent in older results. */
  readonly unseen?: number;
}

const STEPS = 500;
const LONGEST = 20 * 60_000;

export async function pageRun(lanes: number, steps = STEPS): Promise<PageRun> {
  const run = await inBuiltPage(async (playground) => {
    const { seconds, events } = await trained(playground, lanes, steps, WORK_CATEGORIES);
    const badge = (await playground.page.locator('.badge strong').first().textContent()) ?? '';
    return { seconds, page: pageWork(events), badge };
  });
  const shares = await inBuiltPage(async (playground) => {
    const { events } = await trained(playground, lanes, steps, SHARE_CATEGORIES);
    return laneShares(events);
  }, true);
  const unseen = await inBuiltPage((playground) => unseenShare(playground, lanes, steps));
  return { lanes, steps, ...run, shares, unseen };
}

/** Trains default lanes to the end under a trace. */
async function trained(
  playground: Playground,
  lanes: number,
  steps: number,
  categories: readonly string[],
): Promise<{ seconds: number; events: TraceEvent[] }> {
  await playground.open('', `v=2&steps=${steps}&lanes=${lanes}`);
  const traced = await trace(playground, categories);
  const start = performance.now();
  await playground.button('Start').click();
  await playground.page.getByRole('status').getByText('Done').waitFor({ timeout: LONGEST });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, events: await traced() };
}
