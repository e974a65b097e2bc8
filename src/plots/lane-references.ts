import type { Reference } from './curves.ts';
import { laneStroke, type PlotLane } from './lane.ts';

/**
 * A reference line per distinct value: lanes that agree (to 1 in 10,000) share one grey line, lanes that do
 * not get one each, in the lane's colour and with its name.
 */
export function laneReferences(
  values: readonly { readonly lane: PlotLane; readonly value: number | undefined }[],
  label: string,
): Reference[] {
  const lanes = values.map((v) => v.lane);
  const distinct: { lane: PlotLane; value: number }[] = [];
  for (const { lane, value } of values) {
    if (value === undefined || !Number.isFinite(value)) continue;
    if (!distinct.some((d) => Math.abs(d.value - value) <= 1e-4 * Math.max(1, Math.abs(value))))
      distinct.push({ lane, value });
  }
  if (distinct.length === 1) return [{ axis: 'y', value: distinct[0].value, label }];
  return distinct.map(({ lane, value }) => ({
    axis: 'y',
    value,
    label: `${label} (${lane.label})`,
    color: laneStroke(lane, lanes).color,
  }));
}
