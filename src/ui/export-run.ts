import { type SeriesRows, seriesCsv } from '../export/csv.ts';
import { type RunLane, runJson } from '../export/run-json.ts';
import { figure, figureSizes } from '../plots/figure.ts';
import { laneStroke } from '../plots/lane.ts';
import type { AppState } from './app-state.ts';
import { comparisonCaption } from './caption.ts';
import { named } from './history.ts';
import { keeper } from './keep.ts';
import { curvePanels, lanePanels, plotLanes } from './panels.ts';

/** Least width of the figure at 1x, in px: 2x prints at 300 dots an inch across a page. */
const FIGURE_WIDTH = 1080;
/** Width of a lane in it, in px, that five or six still get. */
const LANE_WIDTH = 240;

/** The whole comparison as one SVG on white, with title, legend and caption. */
export function comparisonFigure(state: AppState): string {
  const keep = keeper();
  const columns = lanePanels(state, keep);
  const curves = curvePanels(state, keep);
  const width = Math.max(FIGURE_WIDTH, LANE_WIDTH * columns.length);
  const sizes = figureSizes(width, columns.length, curves.length);
  const light = { theme: 'light', legend: false } as const;
  const lanes = columns.map((column) => column.lane);
  return figure(
    {
      title: titleOf(lanes.map((lane) => lane.label)),
      lanes: columns.map((column) => ({
        title: column.lane.label,
        ring: column.ring({ ...light, ...sizes.ring }).svg,
        angles: column.angles({ ...light, ...sizes.angles }).svg,
      })),
      curves: curves.map((panel) => panel.draw({ ...light, ...sizes.curve, title: panel.name }).svg),
      legend: lanes.map((lane) => ({ label: lane.label, ...laneStroke(lane, lanes) })),
      caption: comparisonCaption(state.lanes, state.catalogue),
    },
    { width },
  );
}

/** The legend names what a title has no room for. */
const titleOf = (labels: readonly string[]) =>
  labels.length > 2 ? `Prototypes of ${labels.length} lanes` : `Prototypes: ${labels.join(' and ')}`;

/** Every lane that has run, as JSON: config, backend, baselines, curves, final metrics. */
export function comparisonJson(state: AppState, now: Date = new Date()): string {
  const lanes = savedLanes(state);
  return runJson({ createdAt: now.toISOString(), playground: state.version ?? __VERSION__, lanes });
}

/** Every lane that has run, as it is kept and exported. */
export function savedLanes(state: AppState): RunLane[] {
  const labels = plotLanes(state, keeper()).map(({ label }) => label);
  return state.lanes.flatMap(({ run, device }, i): RunLane[] => {
    if (!run.config || !device || !run.latest) return [];
    const { picture: _, ...final } = run.latest;
    return [
      {
        config: run.config,
        label: labels[i],
        backend: device,
        series: named(run.history),
        final,
        snapshots: run.snapshots,
        ...(run.baseline && { baseline: run.baseline }),
        ...(run.summary && { summary: run.summary }),
      },
    ];
  });
}

/** Every curve of every lane that has run, in long form. */
export function comparisonCsv(state: AppState): string {
  const rows = state.lanes.flatMap(({ run }, i): SeriesRows[] => {
    if (!run.config || !run.latest) return [];
    const { method, prototypes, seed } = run.config;
    return [
      {
        lane: `Lane ${i + 1}`,
        method: String(method),
        prototypes: String(prototypes),
        seed: Number(seed),
        series: named(run.history),
      },
    ];
  });
  return seriesCsv(rows);
}

/** A file name that says what was compared, without an ending. */
export function fileName(state: AppState): string {
  const lanes = state.lanes.flatMap(({ run }) => (run.config ? [run.config] : []));
  const names = lanes.map((config) => `${config['method']}-${config['prototypes']}`);
  return [...new Set(names), `seed-${lanes[0]?.['seed'] ?? 'none'}`].join('_');
}
