import { EPSILONS } from '../../../base/epsilons.ts';
import { sampledIndex } from '../../../base/sample.ts';
import { csvText } from '../../../export/csv.ts';
import { NOBODY } from '../../../metrics/groups.ts';
import type { PrototypeView } from './prototype-view.ts';

/**
 * One line per shown prototype: its position, its share of the usage window's assignments, the index of
 * its representative at each ε, and, if the worker was asked, the cosine to its nearest neighbour. Unknown values and values
 * of dead prototypes are empty.
 */
export function groupsCsv({ K, shown, measure, grouped, nearest }: PrototypeView): string {
  const { places, wins } = measure?.picture ?? {};
  const header = ['step', 'prototype', 'pc1', 'pc2', 'pc3', 'share_of_assignments', 'nearest_cosine'];
  const lines = [[...header, ...EPSILONS.map((epsilon) => `group_at_${epsilon}`)]];
  for (let i = 0; i < shown; i++) {
    const index = (place: number | undefined) =>
      place !== undefined && place < NOBODY ? String(sampledIndex(place, K, shown)) : '';
    lines.push([
      String(measure?.step ?? ''),
      index(i),
      ...[0, 1, 2].map((axis) => number(places?.[3 * i + axis])),
      number(wins?.[i]),
      number(nearest?.[i]),
      ...EPSILONS.map((_, e) => index(grouped?.representatives[e * shown + i])),
    ]);
  }
  return csvText(lines);
}

/** Seven digits, the precision of a float32. */
const number = (value: number | undefined) =>
  value !== undefined && Number.isFinite(value) ? String(Number(value.toPrecision(7))) : '';
