import type { Series } from '../../base/series.ts';
import type { Axis } from './axis.ts';
import { laneStroke, type PlotLane } from './lane.ts';
import type { Line } from './line.ts';

/** How curves over steps are looked at. */
export interface CurveView {
  /** Steps on a scale of log(step + 1), which has a place for step 0: collapse is early. */
  readonly logSteps: boolean;
  /** Values on a log scale, where they have one. */
  readonly logValues: boolean;
  /** The first and the last step shown; the whole run without them. */
  readonly range?: readonly [number, number] | undefined;
}

/** The whole run, both axes linear. */
export const PLAIN_VIEW: CurveView = { logSteps: false, logValues: false };

/** Training steps: from 0 to the length of the run, or without `steps` to the last point measured; never
 *  shorter than 10. */
export function stepAxis(
  lines: readonly Pick<Line, 'xs'>[],
  steps: number | undefined,
  view: CurveView,
): Axis {
  const domain = view.range ?? ([0, runLength(lines, steps)] as const);
  return view.logSteps ? { label: 'Step (log of step + 1)', domain, symlog: 1 } : { label: 'Step', domain };
}

/** Steps that the whole axis has. */
export function runLength(lines: readonly Pick<Line, 'xs'>[], steps: number | undefined): number {
  const measured = lines.reduce((most, { xs }) => Math.max(most, xs[xs.length - 1] ?? 0), 0);
  return Math.max(steps ?? measured, measured, 10);
}

/** Shares of a per cent and more stand on a log scale; smaller ones, down to 0, on a linear one. */
const LINEAR_BELOW = 0.01;

/** Shares in 0..1, shown as per cent of `unit`. Without a domain the axis covers what is drawn. */
export function shareAxis(
  name: string,
  unit: string,
  view: Pick<CurveView, 'logValues'>,
  domain?: readonly [number, number],
): Axis {
  return view.logValues
    ? { label: `${name} (${unit}, log above 1 %)`, domain, percent: true, symlog: LINEAR_BELOW }
    : { label: `${name} (${unit})`, domain, percent: true };
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
