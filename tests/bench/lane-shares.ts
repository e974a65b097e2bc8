import { type TraceEvent, threadOf, threadsNamed } from './trace.ts';

/** The kinds of work of a lane's worker, and the functions under which it does them. */
const WORK = {
  steps: ['train', 'compile'],
  evaluation: ['evaluation', 'evaluate', 'knnFeatures', 'refer', 'measureReferences', 'featuresOf', 'knn'],
  'spread of embeddings': ['cloudOf', 'occupiedAndUnique'],
  counting: ['collapse', 'gramsOf', 'countNow', 'isotropic', 'drawDirections', 'count'],
  ring: ['ringAngles', 'placesOf', 'picture'],
  'reading back': ['read'],
  messages: ['post', 'postMessage', 'rest'],
  waiting: ['(idle)'],
} as const;

type Work = keyof typeof WORK | 'other';

/** Share of a worker's time by its work, from a run's start to its end. They add up to 1. */
export type LaneShares = Readonly<Record<Work, number>>;

/** The categories of a trace that this needs. */
export const SHARE_CATEGORIES = ['disabled-by-default-v8.cpu_profiler'];

interface Node {
  readonly id: number;
  readonly parent?: number;
  readonly callFrame: { readonly functionName: string };
}

interface Chunk {
  readonly cpuProfile?: { readonly nodes?: readonly Node[]; readonly samples?: readonly number[] };
  readonly timeDeltas?: readonly number[];
}

/**
 * Shares of all workers together, from a profile of a page whose functions kept their names. A sample counts for the
 * innermost function of WORK on its stack. Throws an Error if a work has no sample: its functions then have other
 * names.
 */
export function laneShares(events: readonly TraceEvent[]): LaneShares {
  const workers = threadsNamed('DedicatedWorker thread', events);
  const threads = new Map(
    events.filter(({ name }) => name === 'Profile').map((event) => [profileOf(event), threadOf(event)]),
  );
  const workOf = new Map<string, Work>(
    Object.entries(WORK).flatMap(([work, names]) => names.map((name) => [name, work as Work])),
  );
  const spent = new Map<Work, number>();
  const nodes = new Map<string, { readonly work: Work | undefined }>();
  for (const event of events) {
    if (event.name !== 'Profile' && event.name !== 'ProfileChunk') continue;
    if (!workers.has(threads.get(profileOf(event)) ?? '')) continue;
    const { cpuProfile = {}, timeDeltas = [] } = (event.args.data ?? {}) as Chunk;
    const at = (id: number | undefined) => `${profileOf(event)} ${id}`;
    for (const { id, parent, callFrame } of cpuProfile.nodes ?? [])
      nodes.set(at(id), { work: workOf.get(callFrame.functionName) ?? nodes.get(at(parent))?.work });
    cpuProfile.samples?.forEach((id, i) => {
      const work = nodes.get(at(id))?.work ?? 'other';
      spent.set(work, (spent.get(work) ?? 0) + (timeDeltas[i] ?? 0));
    });
  }
  const all = [...spent.values()].reduce((sum, time) => sum + time, 0);
  const missing = Object.keys(WORK).filter((work) => !spent.has(work as Work));
  if (missing.length > 0) throw new Error(`the profile has no ${missing.join(', ')}`);
  return Object.fromEntries(
    [...(Object.keys(WORK) as Work[]), 'other' as const].map((work) => [work, (spent.get(work) ?? 0) / all]),
  ) as LaneShares;
}

const profileOf = ({ pid, id }: TraceEvent) => `${pid} ${id}`;
