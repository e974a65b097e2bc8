import { EPSILONS } from '../../base/epsilons.ts';
import { headingAt } from '../../base/measure-row.ts';
import { PANELS } from '../../base/measures.ts';
import type { Baseline } from '../../base/messages.ts';
import { angles, sharedDensityMax } from '../../plots/angles.ts';
import type { Plot, PlotOptions } from '../../plots/marks/frame.ts';
import type { PlotLane } from '../../plots/marks/lane.ts';
import type { CurveView } from '../../plots/marks/step-axis.ts';
import { measureVsStep } from '../../plots/measure-vs-step.ts';
import { ring, sharedPeak } from '../../plots/ring.ts';
import { type RandomShares, uniqueVsEpsilon } from '../../plots/unique-vs-epsilon.ts';
import type { Memo } from '../kit/memo.ts';
import type { AppState } from '../state/app-state.ts';
import type { PlotId } from '../state/controls.ts';
import { shownGhosts } from '../state/ghost.ts';
import { seriesOf } from '../state/history.ts';
import { type LaneState, shownConfig, shownMeasure } from '../state/lane-state.ts';
import { runSteps } from '../state/run-steps.ts';
import type { SeedSpread } from '../state/seeds/band.ts';
import { curveRun, laneBand } from '../state/seeds/series.ts';
import { pageLabels } from '../words/lane-names.ts';
import { ghostLanes } from './ghost-lanes.ts';
import { measureLane } from './measure-lane.ts';

/** Draws a plot's data at any size. New data comes as a new function. */
export type Draw = (options: PlotOptions) => Plot;

export interface LanePanels {
  readonly lane: PlotLane;
  readonly ring: Draw;
  readonly angles: Draw;
}

export interface CurvePanel {
  readonly id: PlotId;
  /** The accessible name, also the title of an exported picture. */
  readonly name: string;
  /** One sentence on how to read the plot. */
  readonly note: string;
  readonly draw: Draw;
  /** True for a plot that stands below the others, closed until it is asked for. */
  readonly folded: boolean;
}

const NO_ANGLES = new Float32Array(0);
const NO_SHARES: readonly number[] = [];

/** All lanes as the plots take them, under labels that tell them apart. */
export function plotLanes(state: AppState, keep: Memo): PlotLane[] {
  const labels = labelsOf(state, keep).lanes;
  return state.lanes.map((lane, i) => {
    const { id } = lane;
    const shown = shownConfig(lane);
    const method = String(shown?.['method'] ?? '');
    const prototypes = String(shown?.['prototypes'] ?? '');
    const label = labels[i];
    return keep(`lane ${i}`, [id, label, method, prototypes], () => ({ id, label, method, prototypes }));
  });
}

/** The names of lanes and ghosts, made anew only if a setting changes: reports come many times a second. */
function labelsOf(state: AppState, keep: Memo) {
  const { lanes, catalogue } = state;
  const configs = lanes.flatMap((lane) => [shownConfig(lane), lane.run.label]);
  const parts = [...configs, ...shownGhosts(state), catalogue];
  return keep('labels of the plots', parts, () => pageLabels(state));
}

/** The plots of each lane's own column. All lanes have one scale of colours, and one of heights. */
export function lanePanels(state: AppState, keep: Memo): LanePanels[] {
  const lanes = plotLanes(state, keep);
  const all = state.lanes.map((lane) => shownMeasure(lane.run, state.at)?.angles ?? NO_ANGLES);
  const scale = keep('density scale', all, () => ({
    yMax: sharedDensityMax(all),
    // rounded up, so that one lane's report seldom redraws the rings of the others
    top: Math.ceil(10 * sharedPeak(all)) / 10,
  }));
  return lanes.map((lane, i) => {
    const own = all[i];
    const K = Number(shownConfig(state.lanes[i])?.['K'] ?? own.length);
    const measure = shownMeasure(state.lanes[i].run, state.at);
    const sampled = measure?.sampled;
    const shown = sampled === undefined ? { count: measure ? K : 0 } : { count: sampled, of: K };
    const { yMax, top } = scale;
    return {
      lane,
      ring: keep(
        `ring ${i}`,
        [own, shown.count, K, sampled, top],
        (): Draw => (options) => ring({ angles: own, ...shown, top }, options),
      ),
      angles: keep(
        `angles ${i}`,
        [own, lane, yMax, sampled, ...lanes],
        (): Draw => (options) =>
          angles({ lanes: [{ lane, angles: own }], beside: lanes, sampled, yMax }, options),
      ),
    };
  });
}

/** All lanes and ghosts as the overlaid plots take them. A hidden lane keeps its place, and thereby its colour. */
export function curveLanes(state: AppState, keep: Memo): PlotLane[] {
  const lanes = plotLanes(state, keep).map((lane, i) => {
    const hidden = state.view.hidden.includes(lane.id);
    const seeds = state.lanes[i].mean && laneBand(state.lanes[i])?.spread.seeds;
    if (!hidden && !seeds) return lane;
    return keep(`curve ${lane.id}`, [lane, hidden, seeds], () => ({
      ...lane,
      ...(hidden && { hidden }),
      ...(seeds && { label: `${lane.label}, mean of ${seeds.length} seeds` }),
    }));
  });
  return [...lanes, ...ghostLanes(shownGhosts(state), labelsOf(state, keep).ghosts, keep)];
}

/** The overlaid curves of all lanes and ghosts, in reading order. */
export function curvePanels(state: AppState, keep: Memo): CurvePanel[] {
  const lanes = curveLanes(state, keep);
  const ghosts = shownGhosts(state);
  const runs = [...state.lanes.map(curveRun), ...ghosts.map(({ run }) => run)];
  const spreads = [
    ...state.lanes.map((lane) => laneBand(lane)?.spread),
    ...ghosts.map(({ spread }) => spread),
  ];
  const epsilon = EPSILONS[state.epsilon];
  const { logSteps, logValues, range } = state.view;
  const view = keep('view', [logSteps, logValues, range], (): CurveView => ({ logSteps, logValues, range }));
  const common = { steps: runSteps(state), epsilon, view };
  const each = <T>(make: (run: LaneState['run'], lane: PlotLane, spread: SeedSpread | undefined) => T): T[] =>
    runs.map((run, i) => make(run, lanes[i], spreads[i]));
  /** Keeps a plot until one of its own `parts` changes, or something that all plots share. */
  const drawn = (name: string, parts: readonly unknown[], draw: Draw): Draw =>
    keep(name, [...lanes, ...Object.values(common), ...parts], () => draw);
  const shared = [...each((run) => run.baseline), ...spreads];

  return [
    {
      id: 'uniqueByEpsilon',
      name: 'Unique prototypes by ε',
      note: 'Prototypes closer than ε count once (Definition 2.1). Thin line: only prototypes in use.',
      folded: false,
      draw: drawn(
        'unique by epsilon',
        [...each((run) => shownMeasure(run, state.at)), ...shared],
        (options) =>
          uniqueVsEpsilon(
            {
              lanes: each((run, lane, spread) => ({
                lane,
                range: spread && {
                  low: shownMeasure(spread.low, state.at)?.unique ?? NO_SHARES,
                  high: shownMeasure(spread.high, state.at)?.unique ?? NO_SHARES,
                },
                unique: shownMeasure(run, state.at)?.unique ?? NO_SHARES,
                agreedAndUnique: shownMeasure(run, state.at)?.agreedAndUnique,
                random: randomShares(run.baseline),
              })),
              view,
            },
            options,
          ),
      ),
    },
    ...PANELS.map((row): CurvePanel => {
      const { heading, note, folded = false } = row.panel;
      const curves = each((run) => seriesOf(run.history, row.id, state.epsilon));
      return {
        id: row.id,
        name: headingAt(heading, row, epsilon),
        note,
        folded,
        draw: drawn(`curve ${row.id}`, [...curves, ...shared], (options) =>
          measureVsStep(
            {
              ...common,
              row,
              lanes: each((run, lane, spread) => measureLane(row, run, lane, state.epsilon, spread)),
            },
            options,
          ),
        ),
      };
    }),
  ];
}

const randomShares = (baseline: Baseline | undefined): RandomShares | undefined =>
  baseline && {
    mean: baseline.uniqueRandom,
    low: baseline.uniqueRandomLow,
    high: baseline.uniqueRandomHigh,
  };
