import { EPSILONS } from '../base/epsilons.ts';
import { nameAt } from '../base/measure-row.ts';
import { MEASURES } from '../base/measures.ts';

type Numbers = Readonly<Record<string, unknown>>;

/**
 * The numbers of a report, a summary or a lane's series as the measures are called today. Playgrounds before the
 * measure `wonBalanced` counted winners after balancing or centring as used: these get their own name, and what they
 * said about use is left out.
 */
export function renamed(numbers: Numbers): Numbers {
  const entries = Object.entries(numbers);
  const old = 'used' in numbers && !('wonBalanced' in numbers);
  const names = new Map(MEASURES.flatMap(({ id, formerly }) => (formerly ? [[formerly, id]] : [])));
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      if (old && key === 'used') return [['wonBalanced', value]];
      if (old && MISCOUNTED.has(key)) return [];
      return [[names.get(key) ?? key, value]];
    }),
  );
}

const MISCOUNTED: ReadonlySet<string> = new Set([
  'usedAndUnique',
  ...EPSILONS.map((epsilon) => nameAt('usedAndUnique', epsilon)),
]);
