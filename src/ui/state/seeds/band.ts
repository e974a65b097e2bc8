import { CURVES } from '../../../base/measures.ts';
import type { Measure } from '../../../base/messages.ts';
import type { Series } from '../../../base/series.ts';
import { historyOf, namedSeries } from '../history.ts';
import { type LaneRun, startedWith } from '../lane-state.ts';

/** Runs that differ in nothing but their seed. */
export interface SeedBand {
  /** The mean of their numbers; all that is no number is the first run's. */
  readonly mean: LaneRun;
  /** Their seeds, and the lowest and highest of their numbers. */
  readonly spread: SeedSpread;
}

/** The seeds of several runs, and the lowest and highest of their numbers. */
export interface SeedSpread {
  readonly seeds: readonly number[];
  readonly low: LaneRun;
  readonly high: LaneRun;
}

/** One number of several, such as their mean. */
type Pick = (values: readonly number[]) => number;

const mean: Pick = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const lowest: Pick = (values) => Math.min(...values);
const highest: Pick = (values) => Math.max(...values);

/** Mean and range of runs that are alike but for their seed; undefined for fewer than two seeds. */
export function seedBand(runs: readonly LaneRun[]): SeedBand | undefined {
  const seeds = seedsOf(runs);
  const [first] = runs;
  if (!first || seeds.length < 2) return undefined;
  return {
    mean: together(first, runs, mean),
    spread: { seeds, low: together(first, runs, lowest), high: together(first, runs, highest) },
  };
}

/** All settings of a run but its seed, and what was changed while it trained, as one text. */
export function settingsOf(run: LaneRun): string {
  const settings = Object.entries(startedWith(run) ?? {}).filter(([key]) => key !== 'seed');
  return JSON.stringify([settings.sort(([a], [b]) => (a < b ? -1 : 1)), run.course?.changes ?? []]);
}

export const seedOfRun = ({ config }: LaneRun): number => Number(config?.['seed']);

const seedsOf = (runs: readonly LaneRun[]): number[] =>
  [...new Set(runs.map(seedOfRun))].sort((a, b) => a - b);

/** The first run with numbers picked of those of all, at the steps that all of them have. */
function together(first: LaneRun, runs: readonly LaneRun[], pick: Pick): LaneRun {
  const flat = runs.map(({ history }) => namedSeries(history));
  const curves = Object.entries(namedSeries(first.history)).flatMap(([name, series]) => {
    const all = flat.flatMap((each) => each[name] ?? []);
    return all.length === runs.length ? [[name, seriesOf(series, all, pick)] as const] : [];
  });
  const snapshots = first.snapshots.flatMap((measure) => {
    const all = runs.flatMap((run) => run.snapshots.find(({ step }) => step === measure.step) ?? []);
    return all.length === runs.length ? [measureOf(measure, all, pick)] : [];
  });
  const { summary, baseline, ...rest } = first;
  const summaries = runs.flatMap((run) => run.summary ?? []);
  const baselines = runs.flatMap((run) => run.baseline ?? []);
  return {
    ...rest,
    history: historyOf(Object.fromEntries(curves)),
    snapshots,
    step: Math.min(...runs.map(({ step }) => step)),
    ...(summary && summaries.length === runs.length && { summary: picked(summary, summaries, pick) }),
    ...(baseline && baselines.length === runs.length && { baseline: picked(baseline, baselines, pick) }),
  };
}

function seriesOf(first: Series, all: readonly Series[], pick: Pick): Series {
  const values = all.map(({ steps, values: own }) => new Map(steps.map((step, i) => [step, own[i]])));
  const steps = first.steps.filter((step) => values.every((own) => own.has(step)));
  return { steps, values: steps.map((step) => pick(values.map((own) => own.get(step) ?? Number.NaN))) };
}

function measureOf(first: Measure, all: readonly Measure[], pick: Pick): Measure {
  // a picture and its duplicates are of one run
  const { picture: _, representatives: __, ...numbers } = first;
  const chosen = CURVES.map(({ id }) => [
    id,
    each(
      all.map((measure) => measure[id]),
      pick,
    ),
  ]);
  return { ...numbers, ...Object.fromEntries(chosen.filter(([, value]) => value !== undefined)) };
}

/** The first object with every number picked of those of all, which have its shape. */
function picked<T extends object>(first: T, all: readonly object[], pick: Pick): T {
  const maps = all.map((one) => new Map<string, unknown>(Object.entries(one)));
  const fields = Object.keys(first).map((key) => [
    key,
    each(
      maps.map((map) => map.get(key)),
      pick,
    ),
  ]);
  return { ...first, ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)) };
}

/** Numbers, lists of numbers and objects of them, picked one by one; undefined for anything else. */
function each(values: readonly unknown[], pick: Pick): unknown {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length === values.length) return pick(numbers);
  const lists: unknown[][] = values.filter((value) => Array.isArray(value));
  const [list] = lists;
  if (list && lists.length === values.length)
    return list.map((_, i) =>
      each(
        lists.map((own) => own[i]),
        pick,
      ),
    );
  const objects = values.filter((value) => typeof value === 'object' && value !== null);
  const [object] = objects;
  return object && objects.length === values.length ? picked(object, objects, pick) : undefined;
}
