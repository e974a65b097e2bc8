import { replacer } from '../export/json-field.ts';
import type { InspectedPrototypes } from './inspect-weights.ts';
import type { RandomUnique } from './random-unique.ts';

/** The numbers of one file for a program, as one line of JSON. Scripts read its first nine fields, so they stay. */
export function inspectedJson(name: string, found: InspectedPrototypes, random: RandomUnique): string {
  const { key, K, D, dtype, dead, eps, unique, uniformity, candidates } = found;
  const { format, matrices, moment, notes, rank, turned, use, why } = found;
  return JSON.stringify(
    {
      ...{ key, K, D, dtype, dead, eps, unique, uniformity },
      candidates: candidates.map((each) => ({ key: each.key, K: each.K, D: each.D })),
      ...{ file: name, format, moment, why, turned, notes, matrices },
      ...(use && {
        use: {
          images: use.N,
          used: use.used,
          occupied: use.occupied,
          occupiedPerplexity: use.perplexity,
          agreed: use.views?.agreed,
          agreement: use.views?.agreement,
          agreementChance: use.views?.chance,
        },
      }),
      ...{ effectiveRank: rank, randomUnique: random.mean, randomDraws: random.draws },
    },
    replacer,
  );
}
