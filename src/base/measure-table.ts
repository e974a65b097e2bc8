import type { MeasureRow } from './measure-row.ts';
import { PATCH_MEASURES, USE_MEASURES } from './use-measures.ts';

/**
 * Every number that a lane reports, in the order in which the page shows them.
 *
 * To add one, write its row here or in use-measures.ts, and compute it where the type checker then asks for it: in src/census/counting.ts
 * (`count`), src/train/measure/gauge.ts (`report`, `training`, `patches`), evaluate.ts (`evaluation`) or cloud.ts (`end`).
 * Give it `newer`, so that older files still open. Messages, summaries, run files, CSV, history, panels, crosshair,
 * the lane's numbers and the reproduction's columns follow from the row (tests/base/new-measure.test.ts shows it).
 */
export const MEASURE_TABLE = [
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
      note: 'Unique prototypes during training. Grey: random baseline, mean and range.',
      domain: [0, 1],
      references: [
        {
          baseline: 'uniqueRandom',
          range: ['uniqueRandomLow', 'uniqueRandomHigh'],
          label: 'random baseline',
        },
      ],
    },
  },
  ...USE_MEASURES,
  {
    // accuracy when each prototype gives the training images nearest to it their most common label, 0..1
    id: 'purity',
    title: 'Prototype purity',
    scale: 'share',
    unit: '% of images',
    perEpsilon: false,
    when: 'evaluation',
    better: 'higher',
    term: 'purity',
    numbers: 'more',
    beside: { id: 'purityShuffled', as: 'shuffled labels' },
    formerly: 'prototypeAccuracy',
    panel: {
      heading: 'Prototype purity',
      note: 'Share of images whose label matches their prototype’s majority label. Thin line: shuffled labels. Labels are never used in training.',
      axis: 'Prototype purity (bold), shuffled labels',
      domain: [0, 1],
      thin: 'purityShuffled',
    },
  },
  {
    // the same with shuffled labels, the mean of a few shuffles, 0..1
    id: 'purityShuffled',
    title: 'Purity with shuffled labels',
    scale: 'share',
    unit: '% of images',
    perEpsilon: false,
    when: 'evaluation',
    better: 'neither',
    newer: true,
  },
  {
    // of nearest prototypes and labels (Vinh et al. 2010): 0 by chance, 1 when prototypes are the labels
    id: 'adjustedMutualInformation',
    title: 'Adjusted mutual information',
    scale: 'linear',
    bounds: [-1, 1],
    perEpsilon: false,
    when: 'evaluation',
    better: 'higher',
    term: 'information',
    numbers: 'more',
    newer: true,
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
    // exp(entropy) of the running mean target, over K. Balancing makes it 1 whatever the images are
    id: 'perplexity',
    title: 'Perplexity of targets',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'report',
    better: 'neither',
    term: 'perplexity',
    numbers: 'more',
  },
  {
    // Wang & Isola 2020 with t = 2, over live prototypes
    id: 'uniformity',
    title: 'Uniformity',
    scale: 'linear',
    // ln of a mean of exp(-2 d²), with distances d from 0 to 2
    bounds: [-8, 0],
    perEpsilon: false,
    when: 'count',
    better: 'lower',
    term: 'uniformity',
    panel: {
      heading: 'Uniformity',
      note: 'How evenly prototypes fill the sphere. Grey: random baseline, mean and range.',
      axis: 'Uniformity (t = 2; 0 = fully collapsed, lower = more uniform)',
      domain: [-4.2, 0],
      references: [
        {
          baseline: 'uniformityRandom',
          range: ['uniformityRandomLow', 'uniformityRandomHigh'],
          label: 'random baseline',
        },
      ],
    },
  },
  {
    // unique share of K farthest-point teacher embeddings; NaN when they are too few
    id: 'embeddingDiversity',
    title: 'Embedding diversity',
    scale: 'share',
    unit: '% of K',
    perEpsilon: true,
    when: 'end',
    better: 'higher',
    term: 'embeddingDiversity',
    numbers: 'more',
    newer: true,
    // it passed for a ceiling, which prototypes exceed
    formerly: 'ceiling',
  },
  {
    // participation ratio of the teacher embeddings' covariance, 1 to D
    id: 'effectiveRank',
    title: 'Effective rank',
    scale: 'linear',
    bounds: [0, Number.MAX_VALUE],
    perEpsilon: false,
    when: 'end',
    better: 'higher',
    term: 'rank',
    numbers: 'more',
    newer: true,
  },
  ...PATCH_MEASURES,
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
      note: 'Loss and its terms (thin). Do not compare losses across methods.',
      axis: 'Loss (bold), its terms',
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
      note: 'Accuracy on frozen encoder features (k = 20, T = 0.07). The untrained encoder has batch-norm statistics from training batches.',
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
    bounds: [0, Number.MAX_VALUE],
    perEpsilon: false,
    when: 'schedule',
    better: 'neither',
  },
  {
    id: 'momentum',
    title: 'EMA momentum',
    scale: 'linear',
    bounds: [0, 1],
    perEpsilon: false,
    when: 'schedule',
    better: 'neither',
    term: 'ema',
  },
] as const satisfies readonly MeasureRow[];
