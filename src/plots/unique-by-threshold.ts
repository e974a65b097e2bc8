import { EPSILONS } from '../base/epsilons.ts';
import { curves, shown } from './marks/curves.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';
import type { Line } from './marks/line.ts';

export interface UniqueByThresholdData {
  /** Shares of K per ε of EPSILONS, 0..1. */
  readonly lanes: readonly {
    readonly lane: PlotLane;
    readonly mean: readonly number[];
    readonly min: readonly number[];
    readonly max: readonly number[];
  }[];
}

/** The ticks of the paper's Figure 3a. */
const TICKS = [0.025, 0.1, 0.25, 0.5];

/**
 * Unique prototypes (% of K) against ε, on the linear axis of Figure 3a of Arteaga et al. (2026): the mean over seeds,
 * and their range as thin lines.
 */
export function uniqueByThreshold({ lanes }: UniqueByThresholdData, options: PlotOptions): Plot {
  const all = lanes.map((l) => l.lane);
  const lines = lanes.flatMap(({ lane, mean, min, max }): Line[] => {
    const stroke = { lane, xs: EPSILONS, ...laneStroke(lane, all) };
    const range = String(min) === String(max) ? [] : [min, max];
    return [
      ...range.map((ys) => ({ ...stroke, label: '', ys, dash: '', faint: true })),
      { ...stroke, label: lane.label, ys: mean },
    ];
  });
  const last = EPSILONS.length - 1;
  const words = lanes.map(({ lane, mean }) => `${lane.label} ${shown(mean[last], { percent: true })}`);
  return curves(
    {
      name: 'Unique prototypes by ε',
      x: { label: 'Epsilon threshold ε', domain: [0, EPSILONS[last]], ticks: TICKS, format: String },
      y: { label: 'Unique prototypes (%)', domain: [0, 1], percent: true },
      lines,
      summary: `Unique prototypes at ε ${EPSILONS[last]}: ${words.join(', ')}.`,
    },
    { ...options, legend: true },
  );
}
