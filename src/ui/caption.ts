import type { Catalogue } from '../base/catalogue.ts';
import { partOf } from './experiment.ts';
import type { LaneState } from './lane-state.ts';
import { numeral } from './numerals.ts';

/** A lane's run in one line: method, prototypes, dataset, encoder, K, D, steps, seed. */
export function laneCaption(lane: LaneState, catalogue: Catalogue | undefined): string {
  const config = lane.run.config ?? lane.config;
  if (!config || !catalogue) return '';
  const title = (shelf: 'method' | 'prototypes' | 'dataset' | 'encoder') =>
    partOf(config, shelf, catalogue)?.title ?? String(config[shelf]);
  const value = (key: string) =>
    typeof config[key] === 'number' ? numeral(config[key]) : String(config[key]);
  const steps = lane.run.latest ? `${numeral(lane.run.latest.step)} of ${value('steps')}` : value('steps');
  return [
    `${title('method')}, ${title('prototypes').toLowerCase()} prototypes`,
    title('dataset'),
    `${title('encoder')} encoder`,
    `K ${value('K')}`,
    `D ${value('D')}`,
    `batch ${value('batch')}`,
    `steps ${steps}`,
    `seed ${String(config['seed'])}`,
  ].join(', ');
}

/** All lanes' captions, one a line, for pictures that show them together. */
export function comparisonCaption(lanes: readonly LaneState[], catalogue: Catalogue | undefined): string {
  return lanes.map((lane, i) => `Lane ${i + 1}: ${laneCaption(lane, catalogue)}.`).join('\n');
}
