import { EPSILONS } from '../../../base/epsilons.ts';
import { nameAt, unmeasured } from '../../../base/measure-row.ts';
import { CURVES, type Measured } from '../../../base/measures.ts';
import type { Measure } from '../../../base/messages.ts';
import type { LogCurves } from '../../../torch/log.ts';
import { historyOf } from '../../state/history.ts';
import type { LaneRun } from '../../state/lane-state.ts';

type Row = LogCurves['rows'][number];

/** The curves of a log as a run that a page can draw. */
export function logRun({ series, rows, config }: LogCurves): LaneRun {
  const step = Math.max(0, ...Object.values(series).map(({ steps }) => steps.at(-1) ?? 0));
  return {
    history: historyOf(series),
    snapshots: rows.map((row, i) => snapshot(row, i, step)),
    step,
    ...(config && { config }),
  };
}

/** One of its measurements, without what only a lane knows. */
function snapshot({ step, values }: Row, report: number, steps: number): Measure {
  const numbers = CURVES.map((row) => {
    if (!row.perEpsilon) return [row.id, values[row.id] ?? unmeasured(row)] as const;
    const all = EPSILONS.map((epsilon) => values[nameAt(row.id, epsilon)]);
    return [
      row.id,
      all.every((value) => value === undefined) ? [] : all.map((v) => v ?? Number.NaN),
    ] as const;
  });
  return {
    type: 'measure',
    report,
    step,
    steps,
    seconds: Number.NaN,
    stepsPerSecond: Number.NaN,
    secondsLeft: Number.NaN,
    terms: {},
    angles: new Float32Array(0),
    ...(Object.fromEntries(numbers) as Measured<'count' | 'report' | 'schedule'>),
  };
}
