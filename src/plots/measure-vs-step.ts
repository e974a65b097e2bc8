import { headingAt, inSentence, type MeasurePanel, type MeasureRow } from '../base/measure-row.ts';
import type { Series } from '../base/series.ts';
import type { Axis } from './marks/axis.ts';
import type { Reference } from './marks/curves.ts';
import type { Plot, PlotOptions } from './marks/frame.ts';
import { laneStroke, type PlotLane } from './marks/lane.ts';
import { laneReferences } from './marks/lane-references.ts';
import { drawn, type Line } from './marks/line.ts';
import type { Moment } from './marks/moment.ts';
import type { RangeBand } from './marks/range-band.ts';
import { type CurveView, PLAIN_VIEW, seriesLine, shareAxis } from './marks/step-axis.ts';
import { stepCurves } from './marks/step-curves.ts';

interface LaneReference extends Pick<Reference, 'label' | 'range'> {
  readonly value: number | undefined;
}

/** The part of one lane in the plot of a measure. */
export interface MeasureLane {
  readonly lane: PlotLane;
  readonly series: Series;
  /** Lowest and highest values where the series is a mean, at the same steps. Drawn as a band. */
  readonly range?: { readonly low: Series; readonly high: Series } | undefined;
  /** Thinner lines of the lane. */
  readonly thin?: readonly { readonly name: string; readonly series: Series }[] | undefined;
  /** A step of the series that is marked, with its words. */
  readonly moment?: { readonly step: number; readonly label: string } | undefined;
  /** Constant values. Lanes with the same value share a line. */
  readonly references?: readonly LaneReference[] | undefined;
}

export interface MeasureVsStepData {
  readonly row: MeasureRow & { readonly panel: MeasurePanel };
  readonly lanes: readonly MeasureLane[];
  /** The ε of the values, for a measure with one value per ε. */
  readonly epsilon: number;
  /** Length of the run: the end of the x axis. */
  readonly steps?: number | undefined;
  readonly view?: CurveView | undefined;
}

/** Plots one measure of every lane against the training step, with thinner lines and references. */
export function measureVsStep(
  { row, lanes, epsilon, steps, view = PLAIN_VIEW }: MeasureVsStepData,
  options: PlotOptions,
): Plot {
  const { heading, spoken = heading, thin: companion } = row.panel;
  const all = lanes.map(({ lane }) => lane);
  const lines = lanes.flatMap(({ lane, series, thin = [] }) => [
    seriesLine(
      lane,
      all,
      series,
      companion === undefined ? {} : { label: `${lane.label}, ${inSentence(row.title)}`, short: lane.label },
    ),
    ...thin.map((beside) =>
      seriesLine(lane, all, beside.series, {
        label: `${lane.label}, ${beside.name}`,
        short: beside.name,
        faint: true,
      }),
    ),
  ]);
  return stepCurves(
    {
      name: headingAt(spoken, row, epsilon),
      steps,
      view,
      y: valueAxis(row, epsilon, lines, view),
      lines,
      bands: bandsOf(lanes),
      moments: momentsOf(lanes),
      references: referencesOf(lanes),
      ...(row.when === 'evaluation' && { points: true, empty: 'Appears after the first evaluation.' }),
    },
    options,
  );
}

/** A log scale has no place for 0 and below. The axis title says so if there are such values. */
function valueAxis(
  row: MeasureVsStepData['row'],
  epsilon: number,
  lines: readonly Line[],
  view: CurveView,
): Axis {
  const { heading, axis = heading, domain } = row.panel;
  const title = headingAt(axis, row, epsilon);
  if (row.scale === 'share') return shareAxis(title, row.unit ?? '%', view, domain);
  const log = row.scale === 'log' && view.logValues;
  const lost = log && lines.filter(drawn).some(({ ys }) => ys.some((value) => value <= 0));
  const notes = [row.unit, log && `log${lost ? '; 0 and less not shown' : ''}`].filter(Boolean);
  const label = notes.length > 0 ? `${title} (${notes.join(', ')})` : title;
  return log ? { label, log } : { label, domain };
}

/** The ranges of lanes that are means of several runs. */
function bandsOf(lanes: readonly MeasureLane[]): RangeBand[] {
  const all = lanes.map(({ lane }) => lane);
  return lanes.flatMap(({ lane, range }) =>
    range && !lane.hidden
      ? [
          {
            xs: range.low.steps,
            lows: range.low.values,
            highs: range.high.values,
            color: laneStroke(lane, all).color,
          },
        ]
      : [],
  );
}

/** The marked steps of lanes that are not hidden. */
function momentsOf(lanes: readonly MeasureLane[]): Moment[] {
  const all = lanes.map(({ lane }) => lane);
  return lanes.flatMap(({ lane, series, moment }) => {
    const y = moment && series.values[series.steps.indexOf(moment.step)];
    if (!moment || y === undefined || lane.hidden || lane.ghost) return [];
    return [{ x: moment.step, y, label: moment.label, color: laneStroke(lane, all).color }];
  });
}

function referencesOf(lanes: readonly MeasureLane[]) {
  const labels = new Set(lanes.flatMap(({ references = [] }) => references.map(({ label }) => label)));
  return [...labels].flatMap((label) =>
    laneReferences(
      lanes.map(({ lane, references = [] }) => {
        const own = references.find((each) => each.label === label);
        return { lane, value: own?.value, range: own?.range };
      }),
      label,
    ),
  );
}
