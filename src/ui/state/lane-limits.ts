import type { Catalogue } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';

/** More columns than this are too narrow to read, and more workers than this too slow. */
export const MOST_LANES = 6;

/** From this many lanes on, columns are narrow and stack ring, angles and numbers. */
export const MANY_LANES = 4;

/** Config for a lane to add: the last lane's, with the first estimator that its method is not compared with yet. */
export function another(configs: readonly RunConfig[], catalogue: Catalogue): RunConfig {
  const last = configs.at(-1) ?? {};
  const taken = new Set(
    configs.filter((config) => config['method'] === last['method']).map((config) => config['prototypes']),
  );
  const fresh = catalogue.shelves.prototypes.find(({ id }) => !taken.has(id));
  return fresh ? { ...last, prototypes: fresh.id } : last;
}
