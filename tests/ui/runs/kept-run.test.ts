import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRunJson } from '../../../src/export/read-run.ts';
import type { RunLane } from '../../../src/export/run-json.ts';
import { summariesCsv } from '../../../src/ui/runs/kept-lanes.ts';
import {
  type Column,
  isKeptRun,
  type KeptRun,
  keptRun,
  lastComparison,
  nameOf,
  sameRun,
  sortedRuns,
  surplus,
  trainedBeside,
} from '../../../src/ui/runs/kept-run.ts';
import { comparisonJson } from '../../../src/ui/share/export-run.ts';
import { NO_RESULTS } from '../../numbers.ts';
import { trained } from '../trained.ts';

const run = readRunJson(comparisonJson(trained(), new Date('2026-11-24T10:00:00Z')));
const row = (lane: RunLane = run.lanes[0]) =>
  keptRun(
    { id: 'a-1', comparison: 'a', lane: 1, startedAt: '2026-11-24T10:00:00.000Z' },
    { ...run, lanes: [lane] },
    1234,
  );

/** A run of the table, with what matters to a test. */
const kept = (id: string, more: Partial<KeptRun> = {}): KeptRun => ({ ...row(), id, ...more });

describe('the row of a kept run', () => {
  it('has the final numbers of the last report, and what was trained', () => {
    expect(row()).toEqual({
      version: 4,
      id: 'a-1',
      comparison: 'a',
      lane: 1,
      startedAt: '2026-11-24T10:00:00.000Z',
      label: 'CARP · joint',
      pinned: false,
      config: run.lanes[0].config,
      method: 'carp',
      prototypes: 'joint',
      K: 512,
      seed: 1,
      steps: 20,
      backend: 'cpu',
      unique: 1 / 5,
      uniqueFine: 1 / 5,
      used: 1 / 10,
      agreedAndUnique: 1 / 25,
      knn: 0.6,
      onset: 5,
      size: 1234,
    });
  });

  it('takes the summary’s numbers where there is one, and leaves out what is no number', () => {
    const summary = {
      ...NO_RESULTS,
      unique: { '0.5': 0.25, '0.025': 0.75 },
      used: 0.125,
      agreedAndUnique: { '0.5': 0.0625 },
      knn: Number.NaN,
    };
    const made = row({ ...run.lanes[0], summary });
    expect(made).toMatchObject({ unique: 0.25, uniqueFine: 0.75, used: 0.125, agreedAndUnique: 0.0625 });
    expect('knn' in made).toBe(false);
  });

  it('is told from what is none, field by field', () => {
    expect(isKeptRun(row())).toBe(true);
    expect(isKeptRun({ ...row(), name: 'mine', knn: 0.5 })).toBe(true);
    for (const wrong of [
      null,
      7,
      'row',
      [],
      {},
      { ...row(), version: 1 },
      { ...row(), pinned: 1 },
      { ...row(), config: { K: [] } },
    ])
      expect(isKeptRun(wrong)).toBe(false);
    for (const [key, value] of Object.entries(row()))
      expect(isKeptRun({ ...row(), [key]: typeof value === 'string' ? 7 : 'seven' }), key).toBe(false);
  });

  it('has its label for a name until a person gives it one', () => {
    expect(nameOf(row())).toBe('CARP · joint');
    expect(nameOf(kept('b', { name: 'the good one' }))).toBe('the good one');
  });

  it('is the same as another with equal settings, and only then', () => {
    expect(sameRun(row(), { ...row(), config: { ...row().config } })).toBe(true);
    expect(sameRun(row(), { ...row(), config: { ...row().config, K: 64 } })).toBe(false);
    expect(sameRun(row(), kept('b'))).toBe(false);
  });
});

describe('the table’s order', () => {
  const some: fc.Arbitrary<KeptRun> = fc
    .record({
      name: fc.option(fc.string(), { nil: undefined }),
      knn: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
      seed: fc.nat(3),
      day: fc.integer({ min: 10, max: 28 }),
      id: fc.uuid(),
    })
    .map(({ name, knn, seed, day, id }) => {
      const { knn: _, ...rest } = kept(id, { seed, startedAt: `2026-11-${day}T10:00:00.000Z` });
      return { ...rest, ...(name !== undefined && { name }), ...(knn !== undefined && { knn }) };
    });

  it.each<Column>(['knn', 'seed', 'startedAt', 'label'])(
    'by %s rises or falls, and loses nobody',
    (column) => {
      fc.assert(
        fc.property(fc.array(some), fc.boolean(), (runs, down) => {
          const ordered = sortedRuns(runs, { column, down });
          expect(new Set(ordered)).toEqual(new Set(runs));
          const values = ordered.map((each) => (column === 'label' ? nameOf(each) : each[column]));
          const none = values.indexOf(undefined);
          if (none >= 0) expect(values.slice(none).every((value) => value === undefined)).toBe(true);
          const present = none < 0 ? values : values.slice(0, none);
          for (let i = 1; i < present.length; i++) {
            const [a, b] = down ? [present[i], present[i - 1]] : [present[i - 1], present[i]];
            if (typeof a === 'number' && typeof b === 'number') expect(a).toBeLessThanOrEqual(b);
            else expect(String(a).localeCompare(String(b), 'en', { numeric: true })).toBeLessThanOrEqual(0);
          }
        }),
      );
    },
  );

  it('puts names with numbers in the order of the numbers, and equal runs newest first', () => {
    const runs = ['K 64', 'K 1024', 'K 256'].map((label, i) => kept(`${i}`, { label }));
    expect(sortedRuns(runs, { column: 'label', down: false }).map(nameOf)).toEqual([
      'K 64',
      'K 256',
      'K 1024',
    ]);
    const days = [11, 13, 12].map((day) => kept(`${day}`, { startedAt: `2026-11-${day}T00:00:00Z` }));
    for (const down of [true, false])
      expect(sortedRuns(days, { column: 'seed', down }).map(({ id }) => id)).toEqual(['13', '12', '11']);
  });

  it('knows the newest comparison, lane by lane', () => {
    const runs = [
      kept('1', { comparison: 'old', startedAt: '2026-11-20T00:00:00Z' }),
      kept('2', { comparison: 'new', lane: 2, startedAt: '2026-11-21T00:00:01Z' }),
      kept('3', { comparison: 'new', lane: 1, startedAt: '2026-11-21T00:00:00Z' }),
    ];
    expect(lastComparison(runs).map(({ id }) => id)).toEqual(['3', '2']);
    expect(trainedBeside(runs[0], runs)).toEqual([runs[0]]);
    expect(lastComparison([])).toEqual([]);
  });
});

describe('where there are too many', () => {
  const day = (i: number, more: Partial<KeptRun> = {}) =>
    kept(`${i}`, { startedAt: `2026-11-${10 + i}T00:00:00Z`, ...more });

  it('the oldest without name or pin go first', () => {
    const runs = [day(5), day(1, { name: 'mine' }), day(3), day(2, { pinned: true }), day(4)];
    expect(surplus(runs, 5)).toEqual([]);
    expect(surplus(runs, 4).map(({ id }) => id)).toEqual(['3']);
    expect(surplus(runs, 3).map(({ id }) => id)).toEqual(['3', '4']);
  });

  it('so do they where all take too many bytes', () => {
    const runs = [
      day(1, { size: 5 }),
      day(2, { size: 1 }),
      day(3, { size: 3 }),
      day(4, { size: 3, pinned: true }),
    ];
    expect(surplus(runs, 9, 12)).toEqual([]);
    expect(surplus(runs, 9, 7).map(({ id }) => id)).toEqual(['1']);
    expect(surplus(runs, 9, 6).map(({ id }) => id)).toEqual(['1', '2']);
    expect(surplus(runs, 9, 0).map(({ id }) => id)).toEqual(['1', '2', '3']);
  });

  it('named and pinned ones never go', () => {
    const runs = [day(1, { name: 'a' }), day(2, { pinned: true }), day(3)];
    expect(surplus(runs, 2).map(({ id }) => id)).toEqual(['3']);
    expect(surplus(runs.slice(0, 2), 1)).toEqual([]);
  });
});

it('the table of all runs as CSV: a line each, with names that no spreadsheet runs', () => {
  const { knn: _, ...measured } = kept('x-abcd', { name: '=1+1' });
  const [head, line, end] = summariesCsv([measured], nameOf).split('\r\n');
  expect(head.split(',').slice(-7)).toEqual([
    ...['unique@0.5', 'unique@0.025', 'agreedAndUnique@0.5', 'used', 'knn', 'onset@0.5', 'firstMerge@0.5'],
  ]);
  expect(line).toBe(
    "runs/2026-11-24t10-00-00-1-1-seed-1-abcd.json,'=1+1,CARP · joint,a,1,2026-11-24T10:00:00.000Z,carp,joint," +
      '512,1,20,20,0,cpu,0.2,0.2,0.04,0.1,,5,',
  );
  expect(end).toBe('');
});
