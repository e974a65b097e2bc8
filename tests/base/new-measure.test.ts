import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import type { MeasureRow } from '../../src/base/measure-row.ts';
import { MEASURES } from '../../src/base/measures.ts';
import type { Measure, Report } from '../../src/base/messages.ts';
import { readRunJson } from '../../src/export/read-run.ts';
import { readings } from '../../src/plots/marks/readings.ts';
import { METRICS } from '../../src/reproduce/metrics.ts';
import { summaryOf } from '../../src/train/measure/summary.ts';
import { Numbers } from '../../src/ui/compare/Numbers.tsx';
import { curvePanels } from '../../src/ui/figures/panels.ts';
import { readOut } from '../../src/ui/figures/read-out.ts';
import { createControls } from '../../src/ui/kit/controls.ts';
import { type Environment, EnvironmentContext } from '../../src/ui/kit/environment.ts';
import { newMemo } from '../../src/ui/kit/memo.ts';
import { painter } from '../../src/ui/kit/painter.ts';
import { comparisonCsv, comparisonJson } from '../../src/ui/share/export-run.ts';
import type { AppState } from '../../src/ui/state/app-state.ts';
import { namedSeries } from '../../src/ui/state/history.ts';
import { latestOf } from '../../src/ui/state/lane-state.ts';
import { NO_LESSON } from '../../src/ui/state/lesson.ts';
import { initial, reduce } from '../../src/ui/state/reduce.ts';
import { laneNumber } from '../../src/ui/words/lane-number.ts';
import { NO_EVALUATION } from '../numbers.ts';
import { measureAt, playedStore } from '../ui/played-lane.ts';
import { SMALL } from '../ui/small-catalogue.ts';

// A new measure costs its computation and one row. Rows that no part knows come out wherever measures are read.

const ROWS = vi.hoisted((): readonly MeasureRow[] => [
  {
    id: 'meeting',
    title: 'Meeting',
    scale: 'share',
    unit: '% of images',
    perEpsilon: false,
    when: 'report',
    better: 'higher',
    numbers: 'more',
    newer: true,
    panel: {
      heading: 'Meeting of views',
      note: 'Both views of an image win the same prototype.',
      thin: 'meetingChance',
    },
  },
  {
    id: 'meetingChance',
    title: 'Meeting by chance',
    scale: 'share',
    unit: '% of images',
    perEpsilon: false,
    when: 'report',
    better: 'neither',
    newer: true,
  },
  {
    id: 'metAndUnique',
    title: 'Met and unique',
    scale: 'share',
    unit: '% of K',
    perEpsilon: true,
    when: 'count',
    better: 'higher',
    numbers: 'main',
    newer: true,
    panel: { heading: 'Met and unique', note: 'Unique prototypes among the met.', domain: [0, 1] },
  },
]);

vi.mock('../../src/base/measures.ts', async (original) => {
  const real = await original<typeof import('../../src/base/measures.ts')>();
  const MEASURES = [...real.MEASURES, ...ROWS];
  const CURVES = [...real.CURVES, ...ROWS];
  const PANELS = [...real.PANELS, ...ROWS.filter(({ panel }) => panel)];
  const RESULTS = [...real.RESULTS, ...ROWS];
  return { ...real, MEASURES, CURVES, PANELS, RESULTS };
});

const LAST = EPSILONS.length - 1;

/** A report with the new numbers. */
const measured = (report: number): Measure => {
  const more = { meeting: 0.4, meetingChance: 0.125, metAndUnique: EPSILONS.map((e) => 1 - e) };
  return { ...measureAt(report, 5 * report, 20), ...more };
};

function played(): AppState {
  let state = initial(1, 'cpu');
  const say = (report: Report) => {
    state = reduce(state, { type: 'report', lane: state.lanes[0].id, report }).state;
  };
  say({ type: 'ready', catalogue: SMALL, version: '1.2.3' });
  state = reduce(state, { type: 'start' }).state;
  const backend = { name: 'cpu', adapter: 'none', software: false, reason: 'asked' } as const;
  say({ type: 'device', backend });
  say({ type: 'started', config: state.lanes[0].config ?? {}, parameters: 1 });
  for (const report of [0, 1, 2]) say(measured(report));
  return state;
}

const state = played();
const [{ run }] = state.lanes;

it('has a curve, or one per ε', () => {
  const flat = namedSeries(run.history);
  expect(flat['meeting']).toEqual({ steps: [0, 5, 10], values: [0.4, 0.4, 0.4] });
  expect(flat['metAndUnique@0.5'].values).toEqual([0.5, 0.5, 0.5]);
  expect(flat['metAndUnique@0.025'].values).toEqual([0.975, 0.975, 0.975]);
});

it('has a panel with a thinner line, and rows for both in the crosshair’s table', () => {
  const panels = curvePanels({ ...state, epsilon: LAST }, newMemo());
  expect(panels.at(-1)?.name).toBe('Met and unique at ε 0.5');
  const { summary, chart } = panels
    .find(({ name }) => name === 'Meeting of views')
    ?.draw({ width: 440, height: 280, theme: 'light' }) ?? { summary: '' };
  expect(summary).toBe(
    'Meeting of views at step 10: CARP · joint, meeting 40.0%, CARP · joint, meeting by chance 12.5%.',
  );
  const table = chart && readOut(chart, 10, readings(chart, 10), 'light');
  expect(table).toContain('<td data-series="" data-step="10" data-value="0.4">40.0%</td>');
  expect(table).toContain('data-series="meeting by chance" data-step="10" data-value="0.125"');
});

it('stands among the lane’s numbers', () => {
  const environment: Environment = {
    store: playedStore(1).store,
    painter: painter({ next: () => undefined, after: () => undefined, now: () => 0 }),
    theme: 'light',
    controls: createControls(),
    lesson: NO_LESSON,
    bringExample: async () => {},
    bringRecorded: async () => {},
    rescue: async () => {},
    complain: () => {},
  };
  const numbers = createElement(Numbers, { run, epsilon: LAST, first: false });
  const html = renderToStaticMarkup(createElement(EnvironmentContext, { value: environment }, numbers));
  const text = html
    .replace(/<\/?dfn[^>]*>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
  expect(text).toMatch(/Met and unique at ε 0\.5 +50\.0%/);
  // the others fold: those that were measured, and the k-NN references
  const folded = MEASURES.filter(
    ({ id, numbers }) => numbers === 'more' && Number.isFinite(laneNumber(run, id, LAST)),
  );
  expect(folded).toContain(MEASURES.find((row) => row.title === 'Meeting'));
  expect(text).toContain(`${folded.length + (run.baseline ? 1 : 0)} more numbers`);
});

it('is in the CSV and survives the JSON', () => {
  const lines = comparisonCsv(state).split('\r\n');
  expect(lines).toContain('Lane 1,carp,joint,1,5,meeting,0.4');
  expect(lines).toContain('Lane 1,carp,joint,1,5,metAndUnique@0.5,0.5');
  const [lane] = readRunJson(comparisonJson(state)).lanes;
  expect(lane.final).toEqual(latestOf(run));
  expect(lane.series['metAndUnique@0.5'].values).toEqual([0.5, 0.5, 0.5]);
});

it('is unmeasured in a file that lacks it', () => {
  const file = JSON.parse(comparisonJson(state));
  for (const { id } of ROWS) delete file.lanes[0].final[id];
  const [lane] = readRunJson(JSON.stringify(file)).lanes;
  expect(lane.final).toMatchObject({ meeting: Number.NaN, metAndUnique: [] });
});

it('is in the summary and has columns in the reproduction', () => {
  const { angles: _, ...reading } = measured(2);
  const summary = summaryOf(
    { ...reading, angles: new Float32Array(0) },
    NO_EVALUATION,
    { embeddingDiversity: EPSILONS.map(() => 1), effectiveRank: 5, occupiedAndUnique: EPSILONS.map(() => 1) },
    { knnRandomInit: 0.6, knnUntrained: 0.65, knnRawPixels: 0.7, steps: 20, seconds: 1, backend: 'cpu' },
  );
  expect(summary).toMatchObject({ meeting: 0.4, metAndUnique: { '0.5': 0.5 } });
  const column = METRICS.find(({ id }) => id === 'metAndUnique@0.5');
  expect(column).toMatchObject({ title: 'met and unique % at ε 0.5', percent: true });
  expect(column?.of(summary)).toBe(0.5);
});
