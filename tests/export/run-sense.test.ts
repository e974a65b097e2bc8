import { describe, expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { boundsOf, namesOf } from '../../src/base/measure-row.ts';
import { CURVES, MEASURES } from '../../src/base/measures.ts';
import { readRunJson } from '../../src/export/read-run.ts';
import { comparisonJson } from '../../src/ui/share/export-run.ts';
import { NO_RESULTS } from '../numbers.ts';
import { trained } from '../ui/trained.ts';

type Json = ReturnType<typeof JSON.parse>;
type Path = readonly (string | number)[];

/** A run with a number for every measure. */
const good = JSON.parse(comparisonJson(trained()));
good.lanes[0].summary = NO_RESULTS;
for (const { id, perEpsilon } of CURVES) good.lanes[0].final[id] = perEpsilon ? EPSILONS.map(() => 0) : 0;

/** The refusal of the good file with something changed; empty if it opens. */
function said(edit: (lane: Json) => void): string {
  const file = structuredClone(good);
  edit(file.lanes[0]);
  try {
    readRunJson(JSON.stringify(file));
    return '';
  } catch (thrown) {
    return String(thrown);
  }
}

/** The first number of each kind in a lane's results, as the keys that lead to it. */
function places(): Path[] {
  const { config: _, backend: __, began: ___, ...results } = good.lanes[0];
  const kinds = new Map<string, Path>();
  for (const path of numbersIn(results)) {
    const kind = path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
    if (!kinds.has(kind)) kinds.set(kind, path);
  }
  return [...kinds.values()];
}

function* numbersIn(value: Json, path: Path = []): Generator<Path> {
  if (typeof value === 'number') yield path;
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value))
      yield* numbersIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function put(lane: Json, path: Path, value: unknown): void {
  const owner = path.slice(0, -1).reduce((at, key) => at[key], lane);
  owner[path[path.length - 1]] = value;
}

describe('numbers of a run file', () => {
  test('that the page wrote make sense', () => {
    expect(said(() => {})).toBe('');
  });

  test.each(
    MEASURES.filter((row) => row.scale === 'share' || row.bounds).map((row) => [row.id, row] as const),
  )('%s is refused beyond its bounds, wherever it stands', (_, row) => {
    const names = new Set<string | number>([...namesOf(row), row.id]);
    const own = places().filter((path) => path.some((key) => names.has(key)) && !path.includes('steps'));
    expect(own.length).toBeGreaterThan(0);
    const [low, high] = boundsOf(row);
    const wrongs = [low - 1, ...(high === Number.MAX_VALUE ? [] : [high + 1]), 'Infinity', '-Infinity'];
    for (const wrong of wrongs)
      for (const path of own)
        expect(
          said((lane) => put(lane, path, wrong)),
          `${path.join('.')} = ${wrong}`,
        ).toContain('damaged');
  });

  test('are never infinite, wherever they stand', () => {
    // a lane that has just begun has no rate to foretell its end by
    const bounded = places().filter((path) => !path.includes('secondsLeft'));
    expect(bounded.length).toBeGreaterThan(100);
    for (const path of bounded)
      expect(
        said((lane) => put(lane, path, 'Infinity')),
        path.join('.'),
      ).toContain('damaged');
  });

  test.each<[string, (lane: Json) => unknown, RegExp]>([
    ['steps that fall', (lane) => lane.series.loss.steps.reverse(), /steps\[1\] is .*above the step before/],
    [
      'a step twice',
      (lane) => lane.series.loss.steps.splice(1, 1, lane.series.loss.steps[0]),
      /above the step before/,
    ],
    ['half a step', (lane) => put(lane, ['final', 'step'], 1.5), /step is 1\.5, but must be a whole number/],
    ['a step below 0', (lane) => put(lane, ['final', 'step'], -1), /a whole number, at least 0/],
    ['a step after the end', (lane) => put(lane, ['final', 'step'], 1e6), /the steps of its run/],
    ['more pictures than K', (lane) => put(lane, ['config', 'K'], 3), /at most K = 3/],
  ])('%s are refused', (_, edit, message) => {
    expect(said(edit)).toMatch(message);
  });
});
