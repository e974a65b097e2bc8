import type { Reference } from './curves.ts';
import { laneStroke, type PlotLane } from './lane.ts';

/**
 * One reference line per distinct value: lanes whose values agree to 1 in 10,000 share it. A line that not all lanes
 * share names its lanes; the line of a single lane has the lane's colour. Ghosts and hidden lanes have none.
 */
export function laneReferences(
  values: readonly {
    readonly lane: PlotLane;
    readonly value: number | undefined;
    readonly range?: Reference['range'];
  }[],
  label: string,
): Reference[] {
  const lanes = values.map((v) => v.lane).filter((lane) => !lane.ghost);
  const groups: { value: number; range: Reference['range']; lanes: PlotLane[] }[] = [];
  for (const { lane, value, range } of values) {
    if (lane.ghost || lane.hidden || value === undefined || !Number.isFinite(value)) continue;
    const agrees = groups.find((g) => Math.abs(g.value - value) <= 1e-4 * Math.max(1, Math.abs(value)));
    if (agrees) agrees.lanes.push(lane);
    else groups.push({ value, range, lanes: [lane] });
  }
  return groups.map(({ value, range, lanes: sharing }) => ({
    axis: 'y',
    value,
    ...(range && { range }),
    label: groups.length === 1 ? label : `${label} (${sharing.map((lane) => lane.label).join(', ')})`,
    ...(groups.length > 1 && sharing.length === 1 && { color: laneStroke(sharing[0], lanes).color }),
  }));
}
