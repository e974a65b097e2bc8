import { type CurvesData, curves } from './curves.ts';
import type { Plot, PlotOptions } from './frame.ts';
import { drawn } from './line.ts';
import { smoothed } from './smoothing.ts';
import { type CurveView, runLength, stepAxis } from './step-axis.ts';

export interface StepCurvesData extends Omit<CurvesData, 'x'> {
  /** Length of the run: the end of the x axis. */
  readonly steps?: number | undefined;
  readonly view: CurveView;
}

/** Curves against the training step. */
export function stepCurves({ steps, view, ...data }: StepCurvesData, options: PlotOptions): Plot {
  const weight = options.smoothing ?? 0;
  const shown = data.lines.filter(drawn);
  const length = runLength(shown, steps);
  const lines =
    weight === 0
      ? data.lines
      : data.lines.map((line) => ({ ...line, raw: line.ys, ys: smoothed(line.xs, line.ys, weight, length) }));
  return curves({ ...data, x: stepAxis(shown, steps, view), xName: 'step', lines }, options);
}
