import type { Catalogue } from '../../../base/catalogue.ts';
import type { RunConfig } from '../../../base/config.ts';

/** A pair of method and prototypes, and whether a paper ran it. */
export interface Pair {
  readonly published: boolean;
  /** A sentence on the pair. The page puts "Not from a paper." in front of an unpublished one. */
  readonly says: string;
}

export function pairOf(config: RunConfig, catalogue: Catalogue): Pair {
  const paper = catalogue.pairs[`${config['method']}+${config['prototypes']}`];
  if (paper !== undefined) return { published: true, says: `As in ${paper}.` };
  if (config['prototypes'] === 'fixed') return { published: false, says: 'The control of the comparison.' };
  return { published: false, says: 'No paper we know of ran this pair.' };
}
