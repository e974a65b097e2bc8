import { EPSILONS } from '../../base/epsilons.ts';
import { CURVES, type MeasureId, RESULTS } from '../../base/measures.ts';
import { last } from '../../base/series.ts';
import { seriesOf } from '../state/history.ts';
import { type LaneRun, latestOf } from '../state/lane-state.ts';

/**
 * The last value of a measure in a run; for a measure per ε, the one at this index into EPSILONS. It comes from the
 * curve if only some reports have the measure, from the summary if no report has it, else from the last report.
 * Undefined before the first value.
 */
export function laneNumber(run: LaneRun, id: MeasureId, epsilon: number): number | undefined {
  const curve = CURVES.find((row) => row.id === id);
  if (curve?.when === 'evaluation') return last(seriesOf(run.history, curve.id, epsilon));
  if (curve) {
    const value = latestOf(run)?.[curve.id];
    return typeof value === 'object' ? value[epsilon] : value;
  }
  const result = RESULTS.find((row) => row.id === id);
  const value = result && run.summary?.[result.id];
  return typeof value === 'object' ? value[String(EPSILONS[epsilon])] : value;
}
