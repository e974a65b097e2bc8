import { CURVES } from '../../base/measures.ts';
import type { Measure } from '../../base/messages.ts';
import type { Series } from '../../base/series.ts';
import type { Ghost } from '../state/ghost.ts';
import { historyOf, namedSeries } from '../state/history.ts';
import type { LaneRun } from '../state/lane-state.ts';

/** One number of several, such as their mean. */
type Pick = (values: readonly number[]) => number;

const mean: Pick = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const lowest: Pick = (values) => Math.min(...values);
const highest: Pick = (values) => Math.max(...values);

/**
 * Draws runs that differ in nothing but their seed as one ghost: the mean of their curves, and the range of them as a band.
 * A run that a person named stays a line of its own.
 */
export function bandedGhosts(ghosts: readonly Ghost[]): Ghost[] {
  const groups = new Map<string, Ghost[]>();
  for (const ghost of ghosts) {
    const key = ghost.name === undefined ? settingsOf(ghost) : ghost.id;
    groups.set(key, [...(groups.get(key) ?? []), ghost]);
  }
  return [...groups.values()].flatMap((group) => (seedsOf(group).length > 1 ? band(group) : group));
}

/** All settings but the seed. */
function settingsOf({ run }: Ghost): string {
  const settings = Object.entries(run.config ?? {}).filter(([key]) => key !== 'seed');
  return JSON.stringify(settings.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const seedsOf = (group: readonly Ghost[]): number[] =>
  [...new Set(group.map(({ run }) => Number(run.config?.['seed'])))].sort((a, b) => a - b);

function band(group: readonly Ghost[]): Ghost {
  const runs = group.map(({ run }) => run);
  return {
    id: group.map(({ id }) => id).join('+'),
    run: together(runs, mean),
    spread: { seeds: seedsOf(group), low: together(runs, lowest), high: together(runs, highest) },
  };
}

/** A run whose numbers are picked of those of several, at the steps that all of them have. */
function together(runs: readonly LaneRun[], pick: Pick): LaneRun {
  const [first] = runs;
  const flat = runs.map(({ history }) => namedSeries(history));
  const names = Object.keys(flat[0]).filter((name) => flat.every((series) => series[name]));
  const snapshots = first.snapshots.flatMap((measure) => {
    const all = runs.flatMap((run) => run.snapshots.find(({ step }) => step === measure.step) ?? []);
    return all.length === runs.length ? [measureOf(measure, all, pick)] : [];
  });
  return {
    ...first,
    history: historyOf(
      Object.fromEntries(
        names.map((name) => [
          name,
          seriesOf(
            flat.map((series) => series[name]),
            pick,
          ),
        ]),
      ),
    ),
    snapshots,
    step: Math.min(...runs.map(({ step }) => step)),
  };
}

function seriesOf(all: readonly Series[], pick: Pick): Series {
  const values = all.map(({ steps, values: own }) => new Map(steps.map((step, i) => [step, own[i]])));
  const steps = all[0].steps.filter((step) => values.every((own) => own.has(step)));
  return { steps, values: steps.map((step) => pick(values.map((own) => own.get(step) ?? Number.NaN))) };
}

function measureOf(first: Measure, all: readonly Measure[], pick: Pick): Measure {
  // a picture and its duplicates are of one run
  const { picture: _, representatives: __, ...numbers } = first;
  const picked = CURVES.flatMap(({ id }): [string, number | number[]][] => {
    const values = all.map((measure) => measure[id]);
    const lists = values.filter((value) => typeof value === 'object');
    if (lists.length === all.length)
      return [[id, lists[0].map((_value, i) => pick(lists.map((list) => list[i])))]];
    const plain = values.filter((value) => typeof value === 'number');
    return plain.length === all.length ? [[id, pick(plain)]] : [];
  });
  return { ...numbers, ...Object.fromEntries(picked) };
}
