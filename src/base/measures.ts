import type { MeasurePanel, MeasureRow, When } from './measure-row.ts';
import { USAGE_WINDOW } from './usage-window.ts';

/**
 * Every number that a lane reports, in the order in which the page shows them.
 *
 * To add one, write its row here and compute it where the type checker then asks for it: in src/census/counting.ts
 * (`count`), src/train/measure/gauge.ts (`report`, `training`), evaluate.ts (`evaluation`) or cloud.ts (`end`).
 * Give it `newer`, so that older files still open. Messages, summaries, run files, CSV, history, panels, crosshair,
 * the lane's numbers and the reproduction's columns follow from the row (tests/base/new-measure.test.ts shows it).
 */
const TABLE = [
  {
    // unique prototypes (Definition 2.1 of Arteaga et al. 2026), over K; dead ones never count
    id: 'unique',
    title: 'Unique',
    scale: 'share',
    unit: '% of K',
    perEpsilon: true,
    when: 'count',
    better: 'higher',
    term: 'unique',
    numbers: 'main',
    panel: {
      heading: 'Unique prototypes',
      note: 'The same count at one ε, as training goes on. Grey: random directions, mean and range.',
      domain: [0, 1],
      references: [
        {
          baseline: 'uniqueRandom',
          range: ['uniqueRandomLow', 'uniqueRandomHigh'],
          label: 'random directions',
        },
      ],
    },
  },
  {
    // prototypes that won a teacher argmax in the usage window, over K
    id: 'used',
    title: 'Used',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'report',
    better: 'higher',
    term: 'usage',
    numbers: 'main',
    panel: {
      heading: 'Usage',
      note: `Prototypes that won an assignment in the last ${USAGE_WINDOW} steps. Thin: perplexity of the mean assignment.`,
      axis: 'Used (bold) and perplexity',
      domain: [0, 1],
      thin: 'perplexity',
    },
  },
  {
    // unique prototypes among the used ones, over K. Untouched prototypes raise `unique`, and never this
    id: 'usedAndUnique',
    title: 'Used and unique',
    scale: 'share',
    unit: '% of K',
    perEpsilon: true,
    when: 'count',
    better: 'higher',
    term: 'usedAndUnique',
    numbers: 'more',
    panel: {
      heading: 'Used and unique',
      note: 'Unique prototypes among those in use: untouched ones no longer count.',
      spoken: 'Used and unique prototypes',
      domain: [0, 1],
    },
  },
  {
    // accuracy of majority-label prototypes on the training images, 0..1
    id: 'prototypeAccuracy',
    title: 'Prototype accuracy',
    scale: 'share',
    unit: '% of images',
    perEpsilon: false,
    when: 'evaluation',
    better: 'higher',
    term: 'accuracy',
    numbers: 'more',
    panel: {
      heading: 'Prototype accuracy',
      note: 'Each prototype names its images by their majority label. Labels never train anything.',
      domain: [0, 1],
    },
  },
  {
    // zero-norm or non-finite prototypes, over K
    id: 'dead',
    title: 'Dead prototypes',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'count',
    better: 'lower',
    term: 'dead',
    numbers: 'more',
  },
  {
    // exp(entropy) of the running mean teacher assignment, over K
    id: 'perplexity',
    title: 'Perplexity',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'report',
    better: 'higher',
    term: 'perplexity',
  },
  {
    // Wang & Isola 2020 with t = 2, over live prototypes
    id: 'uniformity',
    title: 'Uniformity',
    scale: 'linear',
    perEpsilon: false,
    when: 'count',
    better: 'lower',
    term: 'uniformity',
    panel: {
      heading: 'Uniformity',
      note: 'How evenly prototypes fill the sphere; lower is more even. Grey: random directions, mean and range.',
      axis: 'Uniformity, t = 2 (0: collapsed)',
      domain: [-4.2, 0],
      references: [
        {
          baseline: 'uniformityRandom',
          range: ['uniformityRandomLow', 'uniformityRandomHigh'],
          label: 'random directions',
        },
      ],
    },
  },
  {
    // embedding diversity: unique share of K farthest-point teacher embeddings; NaN when they are too few. Files keep
    // the key that it had when it passed for a ceiling
    id: 'ceiling',
    title: 'Embedding diversity',
    scale: 'share',
    unit: '% of K',
    perEpsilon: true,
    when: 'end',
    better: 'higher',
    term: 'ceiling',
    numbers: 'more',
    newer: true,
  },
  {
    // participation ratio of the teacher embeddings' covariance, 1 to D
    id: 'effectiveRank',
    title: 'Effective rank',
    scale: 'linear',
    perEpsilon: false,
    when: 'end',
    better: 'higher',
    term: 'rank',
    numbers: 'more',
    newer: true,
  },
  {
    // mean over the steps since the last report, finite. The message has its terms, too
    id: 'loss',
    title: 'Loss',
    scale: 'log',
    unit: 'nats',
    perEpsilon: false,
    when: 'training',
    better: 'neither',
    panel: {
      heading: 'Loss',
      note: 'Losses of different methods are on different scales. Thin: its terms.',
      axis: 'Loss (bold) and its terms',
    },
  },
  {
    // weighted k-NN accuracy (k = 20, T = 0.07) on frozen encoder features, 0..1
    id: 'knn',
    title: 'k-NN',
    scale: 'share',
    unit: '%',
    perEpsilon: false,
    when: 'evaluation',
    better: 'higher',
    term: 'knn',
    numbers: 'main',
    panel: {
      heading: 'k-NN accuracy',
      note: 'Frozen encoder features, k = 20, T = 0.07. The untrained encoder has batch-norm statistics of training batches.',
      references: [
        { baseline: 'knnUntrained', label: 'untrained encoder' },
        { baseline: 'knnRawPixels', label: 'raw pixels' },
      ],
    },
  },
  {
    id: 'lr',
    title: 'Learning rate',
    scale: 'log',
    perEpsilon: false,
    when: 'schedule',
    better: 'neither',
  },
  {
    id: 'momentum',
    title: 'EMA momentum',
    scale: 'linear',
    perEpsilon: false,
    when: 'schedule',
    better: 'neither',
    term: 'ema',
  },
] as const satisfies readonly MeasureRow[];

type Row = (typeof TABLE)[number];
type RowWhen<W extends When> = Extract<Row, { readonly when: W }>;

/** Ids of the measures that such reports carry. */
export type IdsOf<W extends When> = RowWhen<W>['id'];

export type MeasureId = IdsOf<When>;
/** Measures that reports carry, and that so have a curve. */
export type CurveId = IdsOf<Exclude<When, 'end'>>;
/** Measures in the summary of a run. */
export type ResultId = IdsOf<Exclude<When, 'schedule'>>;
/** Measures that the page plots against the training step. */
type PanelId = Extract<Row, { readonly panel: MeasurePanel }>['id'];
/** The glossary's terms for measures. */
export type MeasureTerm = Extract<Row, { readonly term: string }>['term'];

/** One value for each measure that such reports carry: a `PerEpsilon` for a measure per ε, else a `T`. */
type PerMeasure<W extends When, T, PerEpsilon> = {
  readonly [R in RowWhen<W> as R['id']]: R['perEpsilon'] extends true ? PerEpsilon : T;
};

/** One value for each measure with a curve: a `PerEpsilon` for a measure per ε, else a `T`. */
export type PerCurve<T, PerEpsilon> = PerMeasure<Exclude<When, 'end'>, T, PerEpsilon>;

/** The numbers that such reports carry; a measure per ε is a list in the order of EPSILONS. */
export type Measured<W extends When> = PerMeasure<W, number, readonly number[]>;

/** The numbers of a run's summary; a measure per ε is a record by the ε as text. */
export type Results = PerMeasure<Exclude<When, 'schedule'>, number, Readonly<Record<string, number>>>;

export const MEASURES: readonly (MeasureRow & { readonly id: MeasureId })[] = TABLE;

export type CurveRow = MeasureRow & { readonly id: CurveId };

/** The measures that reports carry. */
export const CURVES = MEASURES.filter((row): row is CurveRow => row.when !== 'end');

export type PanelRow = CurveRow & { readonly id: PanelId; readonly panel: MeasurePanel };

/** The measures that the page plots against the training step. */
export const PANELS = CURVES.filter((row): row is PanelRow => row.panel !== undefined);

/** The measures in a summary. */
export const RESULTS = MEASURES.filter(
  (row): row is MeasureRow & { readonly id: ResultId } => row.when !== 'schedule',
);

export function measureRow(id: MeasureId): MeasureRow & { readonly id: MeasureId } {
  const row = MEASURES.find((each) => each.id === id);
  if (!row) throw new Error(`no measure ${id}`);
  return row;
}

/** The rows in the order of `ids`, then the others in their own order. */
export function inOrder<R extends MeasureRow>(rows: readonly R[], ids: readonly R['id'][]): R[] {
  const place = ({ id }: R) => (ids.includes(id) ? ids.indexOf(id) : ids.length);
  return [...rows].sort((a, b) => place(a) - place(b));
}
