import { inSentence, type MeasureReference } from '../../base/measure-row.ts';
import { CURVES, type PanelRow } from '../../base/measures.ts';
import type { PlotLane } from '../../plots/marks/lane.ts';
import type { MeasureLane } from '../../plots/measure-vs-step.ts';
import { onsetOf } from '../state/beginnings.ts';
import { seriesOf } from '../state/history.ts';
import type { LaneRun } from '../state/lane-state.ts';
import type { SeedSpread } from '../state/seeds/band.ts';
import { numeral } from '../words/numerals.ts';

/** The part of a run in the plot of a measure. `epsilon` indexes EPSILONS. */
export function measureLane(
  row: PanelRow,
  run: LaneRun,
  lane: PlotLane,
  epsilon: number,
  spread?: SeedSpread,
): MeasureLane {
  const series = seriesOf(run.history, row.id, epsilon);
  const range = spread && {
    low: seriesOf(spread.low.history, row.id, epsilon),
    high: seriesOf(spread.high.history, row.id, epsilon),
  };
  // only the loss has terms and the reference ln K
  if (row.id === 'loss') return { lane, series, range, thin: termsOf(run), references: uniformOf(run) };
  const companions = CURVES.filter(({ id }) => id === row.panel.thin);
  const began = row.id === 'unique' ? onsetOf(run, epsilon) : undefined;
  return {
    lane,
    series,
    range,
    ...(began !== undefined && { moment: { step: began, label: `began at step ${numeral(began)}` } }),
    thin: companions.map(({ id, title }) => ({
      name: inSentence(title),
      series: seriesOf(run.history, id, epsilon),
    })),
    references: row.panel.references?.map((each) => ({
      label: each.label,
      value: baselineAt(each.baseline, run, epsilon),
      ...(each.range && { range: rangeAt(each.range, run, epsilon) }),
    })),
  };
}

type Range = NonNullable<MeasureReference['range']>;

function baselineAt(
  key: MeasureReference['baseline'] | Range[number],
  { baseline }: LaneRun,
  epsilon: number,
): number | undefined {
  const value = baseline?.[key];
  return typeof value === 'object' ? value[epsilon] : value;
}

function rangeAt(range: Range, run: LaneRun, epsilon: number): readonly [number, number] | undefined {
  const [low, high] = range.map((key) => baselineAt(key, run, epsilon));
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** The terms of the loss. A single one equals the loss and is not drawn. */
function termsOf({ history }: LaneRun): MeasureLane['thin'] {
  const terms = Object.entries(history.terms).map(([name, series]) => ({ name, series }));
  return terms.length > 1 ? terms : [];
}

/** The loss of uniform targets. A softmax over fewer classes than K runs inside blocks of that many prototypes. */
function uniformOf({ baseline }: LaneRun): MeasureLane['references'] {
  const lnK = baseline?.lnK;
  const classes = Math.round(Math.exp(lnK ?? 0));
  return lnK === undefined ? [] : [{ label: `uniform targets (ln ${numeral(classes)})`, value: lnK }];
}
