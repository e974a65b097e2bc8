import { EPSILONS } from '../base/epsilons.ts';
import { headingAt, inSentence, nameAt } from '../base/measure-row.ts';
import { inOrder, RESULTS, type ResultId } from '../base/measures.ts';
import type { Summary } from '../base/messages.ts';

/** A metric of the table: its names, and its value in a run's summary. */
export interface Metric {
  readonly id: string;
  /** Over a panel of a figure: "In use at ε 0.5". */
  readonly heading: string;
  /** Over a column: "in use % at ε 0.5". */
  readonly title: string;
  /** A share in 0..1, shown as per cent. */
  readonly percent: boolean;
  readonly of: (summary: Summary) => number;
}

/** The order of measures in the files. Newer ones follow. */
const ORDER: readonly ResultId[] = [
  ...([
    'unique',
    'agreedAndUnique',
    'used',
    'usedAndUnique',
    'purity',
    'embeddingDiversity',
    'effectiveRank',
  ] as const),
  ...(['knn', 'dead', 'perplexity', 'uniformity', 'loss'] as const),
];

type ResultRow = (typeof RESULTS)[number];

/** The metrics of a measure: one for each ε that it has, or itself. */
function metricsOf(row: ResultRow): Metric[] {
  const { id, scale, perEpsilon } = row;
  const percent = scale === 'share';
  const name = `${inSentence(row.title)}${percent ? ' %' : ''}`;
  const numberAt = ({ [id]: value }: Summary, epsilon: number) =>
    typeof value === 'object' ? (value[epsilon] ?? Number.NaN) : value;
  return perEpsilon
    ? EPSILONS.map((epsilon) => ({
        id: nameAt(id, epsilon),
        heading: headingAt(row.title, row, epsilon),
        title: headingAt(name, row, epsilon),
        percent,
        of: (summary) => numberAt(summary, epsilon),
      }))
    : [{ id, heading: row.title, title: name, percent, of: (summary) => numberAt(summary, Number.NaN) }];
}

const share = (id: string, title: string, of: Metric['of']): Metric => ({
  id,
  heading: title,
  title,
  percent: true,
  of,
});

/** k-NN against its two baselines. */
const KNN_BASELINES: readonly Metric[] = [
  share(
    'knnGain',
    'k-NN over the untrained encoder, points',
    (summary) => summary.knn - summary.knnUntrained,
  ),
  share('knnUntrained', 'k-NN of the untrained encoder %', (summary) => summary.knnUntrained),
  share(
    'knnRandomInit',
    'k-NN of the untrained encoder without calibration %',
    (summary) => summary.knnRandomInit,
  ),
  share('knnRawPixels', 'k-NN of raw pixels %', (summary) => summary.knnRawPixels),
];

/** All metrics of a run, in the order of the files. */
export const METRICS: readonly Metric[] = inOrder(RESULTS, ORDER).flatMap((row) =>
  row.id === 'knn' ? [...metricsOf(row), ...KNN_BASELINES] : metricsOf(row),
);

export function metricOf(id: string): Metric {
  const found = METRICS.find((metric) => metric.id === id);
  if (!found) throw new Error(`no metric ${id}`);
  return found;
}
