import { type Counts, EPSILONS, type Measure } from '../base/messages.ts';
import { append, EMPTY_SERIES, type Series } from '../base/series.ts';

/** The curves of one lane's run: one series a measured quantity, shares in 0..1. */
export interface History {
  /** One series per ε of EPSILONS. */
  readonly unique: readonly Series[];
  /** One series per ε of EPSILONS. */
  readonly usedAndUnique: readonly Series[];
  readonly dead: Series;
  readonly used: Series;
  readonly perplexity: Series;
  readonly uniformity: Series;
  readonly loss: Series;
  /** The loss's terms by their name in the paper. */
  readonly terms: Readonly<Record<string, Series>>;
  readonly knn: Series;
  readonly prototypeAccuracy: Series;
  readonly lr: Series;
  readonly momentum: Series;
}

const perEpsilon = EPSILONS.map(() => EMPTY_SERIES);

export const EMPTY_HISTORY: History = {
  unique: perEpsilon,
  usedAndUnique: perEpsilon,
  dead: EMPTY_SERIES,
  used: EMPTY_SERIES,
  perplexity: EMPTY_SERIES,
  uniformity: EMPTY_SERIES,
  loss: EMPTY_SERIES,
  terms: {},
  knn: EMPTY_SERIES,
  prototypeAccuracy: EMPTY_SERIES,
  lr: EMPTY_SERIES,
  momentum: EMPTY_SERIES,
};

/** The history with the counts of one step more. */
export function recordCounts(history: History, step: number, counts: Counts): History {
  const add = (series: Series, value: number | undefined) =>
    value === undefined ? series : append(series, step, value);
  return {
    ...history,
    unique: history.unique.map((series, i) => add(series, counts.unique[i])),
    usedAndUnique: history.usedAndUnique.map((series, i) => add(series, counts.usedAndUnique[i])),
    dead: add(history.dead, counts.dead),
    uniformity: add(history.uniformity, counts.uniformity),
  };
}

/** The history with one more measure. A quantity that this report does not carry keeps its series; so do counts of
 *  an earlier step, which came with their own report. */
export function record(before: History, measure: Measure): History {
  const history = measure.census ? before : recordCounts(before, measure.step, measure);
  const add = (series: Series, value: number | undefined) =>
    value === undefined ? series : append(series, measure.step, value);
  const terms: Record<string, Series> = { ...history.terms };
  for (const [name, value] of Object.entries(measure.terms))
    terms[name] = add(terms[name] ?? EMPTY_SERIES, value);
  return {
    ...history,
    used: add(history.used, measure.used),
    perplexity: add(history.perplexity, measure.perplexity),
    loss: add(history.loss, measure.loss),
    terms,
    knn: add(history.knn, measure.knn),
    prototypeAccuracy: add(history.prototypeAccuracy, measure.prototypeAccuracy),
    lr: add(history.lr, measure.lr),
    momentum: add(history.momentum, measure.momentum),
  };
}

/** Every series under a flat name, as the JSON and CSV exports write them: `unique@0.5`, `loss`, `term.entropy`. */
export function named(history: History): Record<string, Series> {
  const flat: Record<string, Series> = {};
  EPSILONS.forEach((epsilon, i) => {
    flat[`unique@${epsilon}`] = history.unique[i];
  });
  EPSILONS.forEach((epsilon, i) => {
    flat[`usedAndUnique@${epsilon}`] = history.usedAndUnique[i];
  });
  const { dead, used, perplexity, uniformity, loss, knn, prototypeAccuracy, lr, momentum } = history;
  Object.assign(flat, { dead, used, perplexity, uniformity, loss });
  for (const [name, series] of Object.entries(history.terms)) flat[`term.${name}`] = series;
  return Object.assign(flat, { knn, prototypeAccuracy, lr, momentum });
}
