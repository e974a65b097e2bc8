import type { Catalogue } from '../../base/catalogue.ts';
import { type Course, knobsOf } from '../../base/config.ts';
import { inSentence } from '../../base/measure-row.ts';
import { numeral } from './numerals.ts';
import { labelOf, valueWords } from './setting-words.ts';

/** Most changes that are told one by one; the run file has all. */
const MOST_TOLD = 12;

/** The number of changes while a run trained: "3 changes while training". Empty for a run without. */
export function changesWords(count: number): string {
  if (count === 0) return '';
  return `${numeral(count)} ${count === 1 ? 'change' : 'changes'} while training`;
}

/** Changes one by one: "learning rate 0.05 at step 120". Of many, the first ones and their number. */
export function courseWords({ changes, byHand, returns = [] }: Course, catalogue: Catalogue): string[] {
  const knobs = knobsOf(catalogue);
  const told = changes.slice(0, MOST_TOLD).map(({ step, key, value }) => {
    const knob = knobs.get(key);
    return `${within(labelOf(knob)) || key} ${valueWords(knob, value)} at step ${numeral(step)}`;
  });
  const more = changes.length - told.length;
  return [
    ...told,
    ...(more > 0 ? [`${numeral(more)} more`] : []),
    ...(byHand.length > 0
      ? [`${numeral(byHand.length)} ${byHand.length === 1 ? 'step' : 'steps'} trained one at a time`]
      : []),
    ...returns.map(
      ({ from, to }) =>
        `back from step ${numeral(from)} to ${numeral(to)} after a number that was not finite`,
    ),
  ];
}

/** A label within a sentence; abbreviations and symbols stay as they are ("EMA momentum", "K"). */
const within = (label: string): string => (/^\p{Lu}\p{Ll}/u.test(label) ? inSentence(label) : label);
