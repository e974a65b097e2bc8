import type { Series } from '../base/series.ts';
import type { Axis } from './axis.ts';
import type { Line } from './curves.ts';
import { laneStroke, type PlotLane } from './lane.ts';

/** Training steps: from 0 (from 1 on a log axis) to the length of the run, or without
 *  `steps` to the last point measured; never shorter than 10. */
export function stepAxis(series: readonly Series[], steps?: number, log = false): Axis {
  const measured = series.reduce((most, s) => Math.max(most, s.steps[s.steps.length - 1] ?? 0), 0);
  const end = Math.max(steps ?? measured, measured, 10);
  return { label: log ? 'Step (log)' : 'Step', domain: [log ? 1 : 0, end], log };
}

/** A lane's series as a curve in the lane's stroke. */
export function seriesLine(
  lane: PlotLane,
  lanes: readonly PlotLane[],
  series: Series,
  style: Pick<Partial<Line>, 'label' | 'short' | 'faint'> = {},
): Line {
  return {
    lane,
    label: style.label ?? lane.label,
    short: style.short,
    xs: series.steps,
    ys: series.values,
    faint: style.faint,
    ...laneStroke(lane, lanes),
  };
}
