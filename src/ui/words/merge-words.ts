import type { FirstMerge } from '../../metrics/first-merge.ts';
import { numeral } from './numerals.ts';

/** The pair that merged first, and when: "prototypes 12 and 305, step 40". */
export const mergeWords = ({ step, pair: [kept, duplicate] }: FirstMerge): string =>
  `prototypes ${kept} and ${duplicate}, step ${numeral(step)}`;

/** The effect of a press on it. */
export const mergeTitle = ({ step }: FirstMerge): string =>
  `Go to step ${numeral(step)}, the first report at which two prototypes count once that were apart at the start.`;
