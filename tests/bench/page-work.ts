import { type TraceEvent, threadOf, threadsNamed } from './trace.ts';

/** Work of the page's own thread, in seconds of the processor. */
export interface PageWork {
  readonly script: number;
  /** Finding the styles that hold. */
  readonly style: number;
  readonly layout: number;
  /** Painting, and handing layers over. */
  readonly paint: number;
  /** All of it, with messages, frames and the rest. */
  readonly all: number;
  /** Its tasks of more than 50 ms by the clock, longest first, in milliseconds: by the clock, and of the processor. The
   *  two differ where lanes have more threads than there are processors. */
  readonly longTasks: readonly (readonly [clock: number, processor: number])[];
  /** The most that one of its tasks took of the processor, in milliseconds. */
  readonly heaviestTask: number;
  /** Number of tasks that took more than 50 ms of the processor. */
  readonly heavyTasks: number;
}

/** From here on a task counts as long (W3C Long Tasks), in milliseconds. */
const LONG = 50;

const KINDS = {
  script: ['FunctionCall', 'EvaluateScript', 'v8.compile', 'RunMicrotasks', 'MinorGC', 'MajorGC'],
  style: ['UpdateLayoutTree', 'RecalculateStyles'],
  layout: ['Layout'],
  paint: ['PrePaint', 'Paint', 'Layerize', 'Commit', 'CompositeLayers'],
} as const;

/** The categories of a trace that this needs. */
export const WORK_CATEGORIES = ['disabled-by-default-devtools.timeline', 'devtools.timeline'];

/** The work that a trace shows. An event inside another one counts for itself alone. */
export function pageWork(events: readonly TraceEvent[]): PageWork {
  const main = threadsNamed('CrRendererMain', events);
  const timed = events
    .filter((event) => event.dur !== undefined && main.has(threadOf(event)))
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const own = new Map<string, number>();
  const add = (name: string, seconds: number) => own.set(name, (own.get(name) ?? 0) + seconds);
  const around = new Map<string, TraceEvent[]>();
  for (const event of timed) {
    const outer = around.get(threadOf(event)) ?? [];
    around.set(threadOf(event), outer);
    while (outer.length > 0 && endOf(outer[outer.length - 1]) <= event.ts) outer.pop();
    add(event.name, seconds(event));
    const parent = outer.at(-1);
    if (parent) add(parent.name, -seconds(event));
    outer.push(event);
  }
  const tasks = timed.filter(({ name }) => name === 'RunTask');
  const sum = (names: readonly string[]) => names.reduce((total, name) => total + (own.get(name) ?? 0), 0);
  return {
    script: sum(KINDS.script),
    style: sum(KINDS.style),
    layout: sum(KINDS.layout),
    paint: sum(KINDS.paint),
    all: tasks.reduce((total, task) => total + seconds(task), 0),
    longTasks: tasks
      .map(({ dur = 0, tdur = 0 }) => [dur / 1000, tdur / 1000] as const)
      .filter(([clock]) => clock > LONG)
      .sort(([a], [b]) => b - a),
    heaviestTask: Math.max(0, ...tasks.map((task) => 1000 * seconds(task))),
    heavyTasks: tasks.filter((task) => 1000 * seconds(task) > LONG).length,
  };
}

const seconds = ({ tdur = 0 }: TraceEvent) => tdur / 1e6;
const endOf = ({ ts, dur = 0 }: TraceEvent) => ts + dur;
