import type { Catalogue } from '../../../base/catalogue.ts';
import type { RunConfig } from '../../../base/config.ts';

/** Whether a paper ran a pair of method and prototypes. */
export interface Pair {
  readonly published: boolean;
  /** Said of the pair, after "Not from a paper" where it is not published. */
  readonly says: string;
}

export function pairOf(config: RunConfig, catalogue: Catalogue): Pair {
  const paper = catalogue.pairs[`${config['method']}+${config['prototypes']}`];
  if (paper !== undefined) return { published: true, says: `As in ${paper}.` };
  if (config['prototypes'] === 'fixed') return { published: false, says: 'The control of the comparison.' };
  return { published: false, says: 'No paper we know of ran this pair.' };
}
