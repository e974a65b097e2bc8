import type { Catalogue } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import { partOf, serves } from './experiment.ts';

/** More columns than this are too narrow to read, and more workers than this too slow. */
export const MOST_LANES = 6;

/** From this many lanes on, columns are narrow and stack ring, angles and numbers. */
export const MANY_LANES = 4;

/** The difference between an added lane and the last one. */
export type Apart = 'method' | 'prototypes' | 'copy';

/**
 * Config for a lane to add: the last lane's, with the next method that no lane shows and the encoder serves, or with
 * the first prototypes that its method is not compared with yet. Undefined where none is left.
 */
export function another(
  apart: Apart,
  configs: readonly RunConfig[],
  catalogue: Catalogue,
): RunConfig | undefined {
  const last = configs.at(-1);
  if (!last || apart === 'copy') return last;
  const { method, prototypes } = catalogue.shelves;
  if (apart === 'prototypes') {
    const rivals = configs.filter((config) => config['method'] === last['method']);
    const fresh = prototypes.find(({ id }) => rivals.every((config) => config['prototypes'] !== id));
    return fresh && { ...last, prototypes: fresh.id };
  }
  const encoder = partOf(last, 'encoder', catalogue);
  const at = method.findIndex(({ id }) => id === last['method']) + 1;
  return [...method.slice(at), ...method.slice(0, at)]
    .filter(({ id }) => configs.every((config) => config['method'] !== id))
    .map(({ id }) => ({ ...last, method: id }))
    .find((config) => encoder && serves(encoder, config, catalogue));
}
