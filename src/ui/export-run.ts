import { type SeriesRows, seriesCsv } from '../export/csv.ts';
import { type RunLane, runJson } from '../export/run-json.ts';
import { figure, figureSizes } from '../plots/figure.ts';
import { laneStroke } from '../plots/lane.ts';
import { comparisonCaption } from './caption.ts';
import { named } from './history.ts';
import { keeper } from './keep.ts';
import { curvePanels, lanePanels } from './panels.ts';
import type { AppState } from './state.ts';

/** Width of the figure at 1x, in px: 2x prints at 300 dots an inch across a page. */
const FIGURE_WIDTH = 1080;

/** The whole comparison as one SVG on white, with title, legend and caption. */
export function comparisonFigure(state: AppState): string {
  const keep = keeper();
  const columns = lanePanels(state, keep);
  const curves = curvePanels(state, keep);
  const sizes = figureSizes(FIGURE_WIDTH, columns.length, curves.length);
  const light = { theme: 'light', legend: false } as const;
  const lanes = columns.map((column) => column.lane);
  return figure(
    {
      title: `Prototypes: ${lanes.map((lane) => lane.label).join(' and ')}`,
      lanes: columns.map((column) => ({
        title: column.lane.label,
        ring: column.ring({ ...light, ...sizes.ring }).svg,
        angles: column.angles({ ...light, ...sizes.angles }).svg,
      })),
      curves: curves.map((panel) => panel.draw({ ...light, ...sizes.curve, title: panel.name }).svg),
      legend: lanes.map((lane) => ({ label: lane.label, ...laneStroke(lane, lanes) })),
      caption: comparisonCaption(state.lanes, state.catalogue),
    },
    { width: FIGURE_WIDTH },
  );
}

/** Every lane that has run, as JSON: config, backend, baselines, curves, final metrics. */
export function comparisonJson(state: AppState, now: Date = new Date()): string {
  const lanes = state.lanes.flatMap(({ run, device }): RunLane[] => {
    if (!run.config || !device || !run.latest) return [];
    return [
      {
        config: run.config,
        backend: device,
        series: named(run.history),
        final: run.latest,
        ...(run.baseline && { baseline: run.baseline }),
        ...(run.summary && { summary: run.summary }),
      },
    ];
  });
  return runJson({ createdAt: now.toISOString(), playground: state.version ?? __VERSION__, lanes });
}

/** Every curve of every lane that has run, in long form. */
export function comparisonCsv(state: AppState): string {
  const rows = state.lanes.flatMap(({ id, run }): SeriesRows[] => {
    if (!run.config || !run.latest) return [];
    const { method, prototypes, seed } = run.config;
    return [
      {
        lane: `Lane ${id}`,
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
  return [...names, `seed-${lanes[0]?.['seed'] ?? 'none'}`].join('_');
}
