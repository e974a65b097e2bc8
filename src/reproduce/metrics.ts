import { EPSILONS } from '../base/epsilons.ts';
import type { Summary } from '../base/messages.ts';

/** A metric of the table: what it is called, and what it is in a run's summary. */
export interface Metric {
  readonly id: string;
  readonly title: string;
  /** A share in 0..1, shown as per cent. */
  readonly percent: boolean;
  readonly of: (summary: Summary) => number;
}

const share = (id: string, title: string, of: Metric['of']): Metric => ({ id, title, percent: true, of });

const perEpsilon = (id: string, title: string, of: (summary: Summary) => Readonly<Record<string, number>>) =>
  EPSILONS.map((epsilon) =>
    share(`${id}@${epsilon}`, `${title} % at ε ${epsilon}`, (summary) => of(summary)[epsilon] ?? Number.NaN),
  );

/** All that is told of a run, in the order of the files. Unique, used and dead are of K. */
export const METRICS: readonly Metric[] = [
  ...perEpsilon('unique', 'unique', (summary) => summary.unique),
  share('used', 'used %', (summary) => summary.used),
  ...perEpsilon('usedAndUnique', 'used and unique', (summary) => summary.usedAndUnique),
  share('prototypeAccuracy', 'prototype accuracy %', (summary) => summary.prototypeAccuracy),
  ...perEpsilon('ceiling', 'ceiling', (summary) => summary.ceiling),
  { id: 'effectiveRank', title: 'effective rank', percent: false, of: (summary) => summary.effectiveRank },
  share('knn', 'k-NN %', (summary) => summary.knn),
  share(
    'knnGain',
    'k-NN over the untrained encoder, points',
    (summary) => summary.knn - summary.knnRandomInit,
  ),
  share('knnRandomInit', 'k-NN of the untrained encoder %', (summary) => summary.knnRandomInit),
  share('knnRawPixels', 'k-NN of raw pixels %', (summary) => summary.knnRawPixels),
  share('dead', 'dead %', (summary) => summary.dead),
  share('perplexity', 'perplexity of the mean assignment, % of K', (summary) => summary.perplexity),
  { id: 'uniformity', title: 'uniformity', percent: false, of: (summary) => summary.uniformity },
  { id: 'loss', title: 'loss', percent: false, of: (summary) => summary.loss },
];

export function metricOf(id: string): Metric {
  const found = METRICS.find((metric) => metric.id === id);
  if (!found) throw new Error(`no metric ${id}`);
  return found;
}
