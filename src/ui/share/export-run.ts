import { sampledIndex } from '../../base/sample.ts';
import { csvText, type SeriesRows, seriesCsv } from '../../export/csv.ts';
import { runJson } from '../../export/run-json.ts';
import { figure, figureSizes } from '../../plots/figure.ts';
import { laneStroke } from '../../plots/marks/lane.ts';
import { curveLanes, curvePanels, lanePanels } from '../figures/panels.ts';
import { fileWord, type PlotFile } from '../figures/plot-file.ts';
import { newMemo } from '../kit/memo.ts';
import type { AppState } from '../state/app-state.ts';
import { namedSeries } from '../state/history.ts';
import { latestOf } from '../state/lane-state.ts';
import { savedLanes } from '../state/saved-lane.ts';
import { seedRuns } from '../state/seeds/series.ts';
import { comparisonCaption, laneCaptions, madeBy } from '../words/caption.ts';
import { laneLabels } from '../words/lane-names.ts';
import { viewCaption } from '../words/view-caption.ts';

/** Smallest width of the figure at 1x, in px. At 2x it prints with 300 dpi across a page. */
const FIGURE_WIDTH = 1080;
/** Smallest width of a lane in the figure, in px, even for five or six lanes. */
const LANE_WIDTH = 240;

/** Height over width of a curve in its own file. */
const CURVE_ASPECT = 0.6;

/** The whole comparison as one SVG on white, with title, legend and caption. */
export function comparisonFigure(state: AppState): string {
  const keep = newMemo();
  const columns = lanePanels(state, keep);
  const curves = curvePanels(state, keep);
  const width = Math.max(FIGURE_WIDTH, LANE_WIDTH * columns.length);
  const sizes = figureSizes(width, columns.length, curves.length);
  const light = { theme: 'light', legend: false } as const;
  const lanes = columns.map((column) => column.lane);
  const overlaid = curveLanes(state, keep);
  return figure(
    {
      title: titleOf(lanes.map((lane) => lane.label)),
      lanes: columns.map((column) => ({
        title: column.lane.label,
        ring: column.ring({ ...light, ...sizes.ring }).svg,
        angles: column.angles({ ...light, ...sizes.angles }).svg,
      })),
      curves: curves.map((panel) => panel.draw({ ...light, ...sizes.curve, title: panel.name }).svg),
      legend: overlaid
        .filter(({ hidden }) => !hidden)
        .map((lane) => ({ label: lane.label, ...laneStroke(lane, overlaid), faint: lane.ghost })),
      caption: [
        comparisonCaption(state.lanes, state.catalogue),
        ...shownStep(state),
        ...viewCaption(state),
        madeBy(state.lanes),
      ].join('\n'),
    },
    { width },
  );
}

const shownStep = ({ at }: AppState) =>
  at === undefined ? [] : [`Rings, angles and ε curve show step ${at}.`];

/** Every plot of the comparison as its own file: two per lane, then the overlaid curves. */
export function comparisonPlots(state: AppState): PlotFile[] {
  const keep = newMemo();
  const captions = laneCaptions(state.lanes, state.catalogue);
  const lanes = lanePanels(state, keep).flatMap(({ lane, ring, angles }, i): PlotFile[] => {
    const caption = [captions[i], ...shownStep(state), madeBy([state.lanes[i]])].join(' ');
    return [
      { name: `PCA plane, lane ${i + 1}: ${lane.label}`, draw: ring, aspect: 1, caption },
      { name: `Angular density, lane ${i + 1}: ${lane.label}`, draw: angles, aspect: 0.36, caption },
    ];
  });
  const caption = [
    comparisonCaption(state.lanes, state.catalogue),
    ...viewCaption(state),
    madeBy(state.lanes),
  ].join(' ');
  const curves = curvePanels(state, keep).map(({ name, draw }) => ({
    name,
    draw,
    aspect: CURVE_ASPECT,
    caption,
  }));
  return [...lanes, ...curves];
}

/** The legend names the lanes if the title has no room for them. */
const titleOf = (labels: readonly string[]) =>
  labels.length > 2 ? `Prototypes of ${labels.length} lanes` : `Prototypes: ${labels.join(' and ')}`;

/** All lanes with a run as JSON: config, backend, baselines, curves, final metrics. */
export function comparisonJson(state: AppState, now: Date = new Date()): string {
  const lanes = savedLanes(state.lanes, laneLabels(state));
  const playground = state.version ?? __VERSION__;
  return runJson({ createdAt: now.toISOString(), playground, commit: __COMMIT__, lanes });
}

/** Every run on the page, each seed by itself, with its lane's index. */
const everyRun = ({ lanes }: AppState) =>
  lanes.flatMap((lane, i) => seedRuns(lane).map((run) => ({ run, i })));

/** All curves of all lanes with a run, in long form. */
export function comparisonCsv(state: AppState): string {
  const rows = everyRun(state).flatMap(({ run, i }): SeriesRows[] => {
    if (!run.config || !latestOf(run)) return [];
    const { method, prototypes, seed } = run.config;
    return [
      {
        lane: `Lane ${i + 1}`,
        method: String(method),
        prototypes: String(prototypes),
        seed: Number(seed),
        series: namedSeries(run.history),
        ...(run.course && { changes: run.course.changes }),
      },
    ];
  });
  return seriesCsv(rows);
}

const PLACES = [
  'lane',
  'method',
  'prototypes',
  'seed',
  'step',
  'prototype',
  'pc1',
  'pc2',
  'pc3',
  'share_of_assignments',
];

/**
 * The prototypes of all lanes at their last report: unit direction on the first three principal components, and share
 * of the usage window's assignments. A dead one has NaN. If only a sample is shown, that sample.
 */
export function prototypesCsv(state: AppState): string {
  const rows = everyRun(state).flatMap(({ run, i }) => {
    const seen = run.snapshots.findLast(({ picture }) => picture);
    if (!run.config || !seen?.picture) return [];
    const { places, wins } = seen.picture;
    const { method, prototypes, seed } = run.config;
    const own = [`Lane ${i + 1}`, method, prototypes, seed, seen.step].map(String);
    return Array.from(wins, (won, k) => [
      ...own,
      String(seen.sampled === undefined ? k : sampledIndex(k, Number(run.config?.['K']), wins.length)),
      ...Array.from(places.subarray(3 * k, 3 * k + 3), String),
      String(won),
    ]);
  });
  return csvText([PLACES, ...rows]);
}

/** Most letters of the lanes' names in a file name. Longer names lose their settings. */
const LONGEST_NAME = 60;

/** A file name without extension that says what was compared, by the lanes' names. */
export function fileName(state: AppState): string {
  const labels = laneLabels(state);
  const lanes = everyRun(state).flatMap(({ run, i }) =>
    run.config ? [{ label: labels[i], seed: run.config['seed'] }] : [],
  );
  const joined = (name: (label: string) => string) =>
    [...new Set(lanes.map(({ label }) => fileWord(name(label))))].join('_');
  const whole = joined((label) => label);
  const names = whole.length > LONGEST_NAME ? joined((label) => label.replace(/,.*| \(.*/, '')) : whole;
  const seeds = new Set(lanes.map(({ seed }) => seed ?? 'none'));
  return [names, `seed-${[...seeds].join('-') || 'none'}`].filter(Boolean).join('_');
}
