import { EPSILONS } from './epsilons.ts';

/**
 * The reports that carry a measure. `count`: all, as one of the counts of prototypes, which lag behind when
 * prototypes are many. `report`: all. `training`: all but that of step 0. `patches`: those of a method that compares
 * patches beside its views. `evaluation`: those that evaluate. `end`: none, only the summary of a finished run.
 * `schedule`: all, but the value is set, not measured, and no summary has it.
 */
export type When = 'count' | 'report' | 'training' | 'patches' | 'evaluation' | 'end' | 'schedule';

/** A reference line, at a value that stays while a lane trains. */
export interface MeasureReference {
  /** Its key in the message `baseline`, which has one value per ε when the measure has. */
  readonly baseline:
    | 'uniqueRandom'
    | 'uniformityRandom'
    | 'knnUntrained'
    | 'knnRawPixels'
    | 'usedReach'
    | 'agreedReach';
  /** Keys of its lowest and highest value, where it is a mean over draws. */
  readonly range?: readonly [
    low: 'uniqueRandomLow' | 'uniformityRandomLow',
    high: 'uniqueRandomHigh' | 'uniformityRandomHigh',
  ];
  readonly label: string;
}

/** A measure's plot against the training step. Its heading, axis and summary end in "at ε 0.5" for a measure per ε.
 *  */
export interface MeasurePanel {
  readonly heading: string;
  /** One sentence on how to read the plot. */
  readonly note: string;
  /** Title of the value axis, without its unit. The heading by default. */
  readonly axis?: string;
  /** First words of the spoken summary. The heading by default. */
  readonly spoken?: string;
  /** Both ends of the value axis. The drawn values set them by default. */
  readonly domain?: readonly [number, number];
  /** Id of a second measure, drawn as a thinner line. */
  readonly thin?: string;
  readonly references?: readonly MeasureReference[];
  /** True for a plot that stands below the others, closed until it is asked for. */
  readonly folded?: boolean;
}

/** One measured number, with everything that its readers need. */
export interface MeasureRow {
  /** Its key in messages, summaries and run files, and its name in CSV, where "@0.5" follows for each ε. */
  readonly id: string;
  /** Its name as a heading, where " at ε 0.5" follows for each ε. */
  readonly title: string;
  /** `share`: 0..1, shown in per cent. `log`: any number, on a log scale when the person chooses one. `linear`: any
   *  number, never on a log scale. */
  readonly scale: 'share' | 'log' | 'linear';
  /** The lowest and the highest value that can be. 0 and 1 for a share, any finite number by default. */
  readonly bounds?: readonly [low: number, high: number];
  /** The unit in brackets on the value axis. */
  readonly unit?: string;
  /** True for one number per ε of EPSILONS. */
  readonly perEpsilon: boolean;
  readonly when: When;
  readonly better: 'higher' | 'lower' | 'neither';
  /** Its term in the glossary (src/ui/words/glossary.ts). */
  readonly term?: string;
  /** Its place in a lane on the page: among the three main numbers, or below them. */
  readonly numbers?: 'main' | 'more';
  /** The measure that chance or a trivial control would have, by its id, and its name beside this one. */
  readonly beside?: { readonly id: string; readonly as: string };
  readonly panel?: MeasurePanel;
  /** True when run files of older playgrounds lack it. It then reads as NaN, or as an empty list per ε. */
  readonly newer?: boolean;
  /** Its id in run files of older playgrounds. */
  readonly formerly?: string;
}

/** The lowest and the highest value of a measure that can be. A file with others is damaged. */
export const boundsOf = ({ bounds, scale }: MeasureRow): readonly [low: number, high: number] =>
  bounds ?? (scale === 'share' ? [0, 1] : [-Number.MAX_VALUE, Number.MAX_VALUE]);

/** A measure's name in files at an ε: "unique@0.5". */
export const nameAt = (id: string, epsilon: number): string => `${id}@${epsilon}`;

/** A measure's names in files: one, or one per ε. */
export const namesOf = ({ id, perEpsilon }: MeasureRow): readonly string[] =>
  perEpsilon ? EPSILONS.map((epsilon) => nameAt(id, epsilon)) : [id];

/** A measure's heading, with its ε if it has one: "Used and unique at ε 0.5". */
export const headingAt = (heading: string, { perEpsilon }: MeasureRow, epsilon: number): string =>
  perEpsilon ? `${heading} at ε ${epsilon}` : heading;

/** The value of a measure that was not taken: NaN, or an empty list for a measure per ε. */
export const unmeasured = ({ perEpsilon }: MeasureRow): number | readonly number[] =>
  perEpsilon ? [] : Number.NaN;

/** A title within a sentence: "used and unique", "k-NN". */
export const inSentence = (title: string): string => `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
