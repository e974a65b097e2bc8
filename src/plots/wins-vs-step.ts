import type { Series } from '../base/series.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import type { PlotLane } from './marks/lane.ts';
import { PLAIN_VIEW, seriesLine, shareAxis } from './marks/step-axis.ts';
import { stepCurves } from './marks/step-curves.ts';

export interface WinsVsStepData {
  readonly lane: PlotLane;
  readonly beside?: readonly PlotLane[] | undefined;
  /** Index of the prototype, 0..K-1. */
  readonly prototype: number;
  /** Share of the usage window's assignments that it won, by step. */
  readonly share: Series;
  readonly K: number;
  readonly steps?: number | undefined;
  /** The step that the time machine shows. */
  readonly at?: number | undefined;
}

/** Share of assignments that one prototype wins, against the training step, beside an even share. */
export function winsVsStep(data: WinsVsStepData, options: PlotOptions): Plot {
  const { lane, beside, prototype, share, K, steps, at } = data;
  const most = Math.max(2 / K, ...share.values.filter((value) => Number.isFinite(value)));
  return stepCurves(
    {
      name: `Usage of prototype ${prototype}`,
      steps,
      view: PLAIN_VIEW,
      y: shareAxis('Assignments won', '%', PLAIN_VIEW, [0, Math.min(1, 1.05 * most)]),
      lines: [seriesLine(lane, beside ?? [lane], share, { label: `prototype ${prototype}`, short: 'won' })],
      references: [
        { axis: 'y', value: 1 / K, label: 'even share' },
        ...(at === undefined ? [] : [{ axis: 'x' as const, value: at, label: `step ${at}` }]),
      ],
      empty: 'Appears after the first step.',
    },
    options,
  );
}
