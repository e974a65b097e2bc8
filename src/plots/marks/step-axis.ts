import type { Series } from '../../base/series.ts';
import type { Axis } from './axis.ts';
import { laneStroke, type PlotLane } from './lane.ts';
import type { Line } from './line.ts';

/** Scales and range of curves over steps. */
export interface CurveView {
  /** True for a scale of log(step + 1), which has a place for step 0. Collapse is early. */
  readonly logSteps: boolean;
  /** True for values on a log scale, if they have one. */
  readonly logValues: boolean;
  /** First and last step shown. The whole run by default. */
  readonly range?: readonly [number, number] | undefined;
}

/** The whole run on linear axes. */
export const PLAIN_VIEW: CurveView = { logSteps: false, logValues: false };

/** The axis of training steps, from 0 to `steps`, or to the last measured step without it. At least 10 long. */
export function stepAxis(
  lines: readonly Pick<Line, 'xs'>[],
  steps: number | undefined,
  view: CurveView,
): Axis {
  const domain = view.range ?? ([0, runLength(lines, steps)] as const);
  return view.logSteps ? { label: 'Step (log scale)', domain, symlog: 1 } : { label: 'Step', domain };
}

/** Length of the whole axis, in steps. */
export function runLength(lines: readonly Pick<Line, 'xs'>[], steps: number | undefined): number {
  const measured = lines.reduce((most, { xs }) => Math.max(most, xs[xs.length - 1] ?? 0), 0);
  return Math.max(steps ?? measured, measured, 10);
}

/** The scale is logarithmic from 1% up, and linear below, down to 0. */
const LINEAR_BELOW = 0.01;

/** The axis of shares in 0..1, shown in per cent. It covers the drawn values unless `domain` is given. */
export function shareAxis(
  name: string,
  unit: string,
  view: Pick<CurveView, 'logValues'>,
  domain?: readonly [number, number],
): Axis {
  return view.logValues
    ? { label: `${name} (${unit}, log above 1%)`, domain, percent: true, symlog: LINEAR_BELOW }
    : { label: `${name} (${unit})`, domain, percent: true };
}

/** A series as a line in its lane's colour and dash. */
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
