import type { Catalogue } from '../base/catalogue.ts';
import { partOf } from './experiment.ts';
import { differences } from './lane-names.ts';
import type { LaneState } from './lane-state.ts';
import { numeral } from './numerals.ts';

/** Every lane's run in one line: method, prototypes, dataset, encoder, K, D, steps, seed, and what else tells it
 *  from the others. */
export function laneCaptions(lanes: readonly LaneState[], catalogue: Catalogue | undefined): string[] {
  const configs = lanes.flatMap(({ run, config }) => (run.config ? [run.config] : config ? [config] : []));
  if (!catalogue || configs.length < lanes.length) return lanes.map(() => '');
  const telling = differences(configs, catalogue);
  return lanes.map((lane, i) => {
    const parts = laneParts(lane, catalogue);
    return [...parts, ...telling[i].filter((each) => !parts.includes(each))].join(', ');
  });
}

function laneParts(lane: LaneState, catalogue: Catalogue): string[] {
  const config = lane.run.config ?? lane.config;
  if (!config) return [];
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
  ];
}

/** All lanes' captions, one a line, for pictures that show them together. */
export function comparisonCaption(lanes: readonly LaneState[], catalogue: Catalogue | undefined): string {
  return laneCaptions(lanes, catalogue)
    .map((caption, i) => `Lane ${i + 1}: ${caption}.`)
    .join('\n');
}
