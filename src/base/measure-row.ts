import { EPSILONS } from './epsilons.ts';

/**
 * Which reports carry a measure. `count`: all, with the counts of prototypes, which are of an earlier step where
 * prototypes are many. `report`: all. `training`: all but that of step 0. `evaluation`: those that evaluate. `end`:
 * none, only the summary of a finished run. `schedule`: all, but it is set and not measured, and no summary has it.
 */
export type When = 'count' | 'report' | 'training' | 'evaluation' | 'end' | 'schedule';

/** A line at a value that does not change while a lane trains. */
export interface MeasureReference {
  /** Its key in the message `baseline`; per ε where the measure is. */
  readonly baseline: 'uniqueRandom' | 'uniformityRandom' | 'knnRandomInit' | 'knnRawPixels';
  readonly label: string;
}

/** How the page plots a measure against the training step. A heading, an axis and a summary per ε end in "at ε 0.5". */
export interface MeasurePanel {
  readonly heading: string;
  /** One sentence: how to read it. */
  readonly note: string;
  /** Title of the value axis, without its unit; the heading where absent. */
  readonly axis?: string;
  /** Opens the spoken summary; the heading where absent. */
  readonly spoken?: string;
  /** Both ends of the value axis; what is drawn where absent. */
  readonly domain?: readonly [number, number];
  /** Id of the measure that is drawn beside it as a thinner line. */
  readonly thin?: string;
  readonly references?: readonly MeasureReference[];
}

/** One measured number, and all that its readers need to know of it. */
export interface MeasureRow {
  /** Its key in messages, summaries and run files, and its name in CSV, there followed by "@0.5" per ε. */
  readonly id: string;
  /** Its name as a heading; " at ε 0.5" follows per ε. */
  readonly title: string;
  /** `share`: 0..1, shown in per cent. `log`: any number, on a log scale where the page asks for one. `linear`: any
   *  number, never on a log scale. */
  readonly scale: 'share' | 'log' | 'linear';
  /** As the value axis has it, in brackets. */
  readonly unit?: string;
  /** True for one number per ε of EPSILONS. */
  readonly perEpsilon: boolean;
  readonly when: When;
  readonly better: 'higher' | 'lower' | 'neither';
  /** Its term in the glossary (src/ui/words/glossary.ts). */
  readonly term?: string;
  /** Where the page's lane has it: among its three main numbers, or below them. */
  readonly numbers?: 'main' | 'more';
  readonly panel?: MeasurePanel;
  /** True where run files of older playgrounds lack it: it then reads as NaN, or as an empty list per ε. */
  readonly newer?: boolean;
}

/** A measure's name in files at an ε: "unique@0.5". */
export const nameAt = (id: string, epsilon: number): string => `${id}@${epsilon}`;

/** A measure's names in files, one per ε where it has one per ε. */
export const namesOf = ({ id, perEpsilon }: MeasureRow): readonly string[] =>
  perEpsilon ? EPSILONS.map((epsilon) => nameAt(id, epsilon)) : [id];

/** A heading of a measure's: "Used and unique at ε 0.5", or as it is where there is no ε to it. */
export const headingAt = (heading: string, { perEpsilon }: MeasureRow, epsilon: number): string =>
  perEpsilon ? `${heading} at ε ${epsilon}` : heading;

/** How a measure reads where nobody measured it: NaN, or an empty list where there is one number per ε. */
export const unmeasured = ({ perEpsilon }: MeasureRow): number | readonly number[] =>
  perEpsilon ? [] : Number.NaN;

/** A title within a sentence: "used and unique", "k-NN". */
export const inSentence = (title: string): string => `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
