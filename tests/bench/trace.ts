import type { Playground } from '../browser/playground.ts';

/** An event of Chrome's trace. */
export interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Of the profile that the event belongs to. */
  readonly id?: string;
  /** In microseconds: its start, and its length by the clock and of the processor. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string; readonly data?: unknown };
}

/** All that happens in the page's process from now until it is asked, in the given categories. */
export async function trace(
  { page }: Playground,
  categories: readonly string[],
): Promise<() => Promise<TraceEvent[]>> {
  const browser = page.context().browser();
  if (!browser) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: [...categories, '__metadata'] });
  return async () => JSON.parse((await browser.stopTracing()).toString()).traceEvents;
}

/** A thread among those of all processes. */
export const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;

/** The threads of this name. */
export function threadsNamed(name: string, events: readonly TraceEvent[]): Set<string> {
  return new Set(
    events.filter((event) => event.name === 'thread_name' && event.args.name === name).map(threadOf),
  );
}
