import { EPSILONS } from '../../base/epsilons.ts';
import { CURVES, type MeasureId, RESULTS } from '../../base/measures.ts';
import { last } from '../../base/series.ts';
import { seriesOf } from '../state/history.ts';
import { type LaneRun, latestOf } from '../state/lane-state.ts';

/**
 * A measure as the run last had it, per ε that of the ε with this index into EPSILONS: on its curve where only some
 * reports evaluate it, in the summary where no report has it, else in the last report. Undefined before it is measured.
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
