import type { Judged } from './parts/kernels.ts';
import type { Item, PartResult } from './record.ts';
import { type Section, show } from './sections.ts';

/** One line of "In short". */
export type Verdict = readonly [what: string, found: string];

const TOLERANCE = 1e-4;

/** Number of a part's comparisons that are right; a table lists the others. */
export function judge(title: string, result: PartResult<Judged>): { verdict: Verdict; section: Section } {
  const errors = result.items.filter(({ error }) => error !== undefined);
  // an infinite error is a word in JSON
  const far = errors.filter(({ error }) => !(Number(error) < TOLERANCE));
  const failed = result.items.filter(({ failure }) => failure !== undefined);
  const skipped = result.items.filter((item) => item.skipped !== undefined);
  const names = (items: readonly Item[]) =>
    items
      .map(({ name }) => name)
      .join(', ')
      .slice(0, 200);
  const worst = errors.length > 0 ? Math.max(...errors.map(({ error }) => Number(error))) : undefined;
  const found = [
    `${errors.length - far.length} of ${errors.length + failed.length} within ${TOLERANCE}, worst ${show(worst)}`,
    ...(failed.length > 0 ? [`FAILED ${names(failed)}`] : []),
    ...(far.length > 0 ? [`TOO FAR ${names(far)}`] : []),
    ...(skipped.length > 0 ? [`${skipped.length} skipped`] : []),
  ].join('; ');
  return {
    verdict: [title, found],
    section: {
      title,
      note: found,
      head: ['what', 'error'],
      rows: [...failed, ...far].map(({ name, error, failure }) => [
        name,
        failure?.split('\n')[0] ?? show(error),
      ]),
      short: [],
    },
  };
}
