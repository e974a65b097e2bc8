import type { Catalogue } from '../../../base/catalogue.ts';
import type { RunConfig } from '../../../base/config.ts';

/** The origin of a pair of method and prototypes, in one sentence. */
export function pairOf(config: RunConfig, catalogue: Catalogue): string {
  const paper = catalogue.pairs[`${config['method']}+${config['prototypes']}`];
  if (paper !== undefined) return `Published: ${paper}.`;
  if (config['prototypes'] === 'fixed') return 'Control: not a method.';
  return 'Our combination: we know of no paper that ran it.';
}
