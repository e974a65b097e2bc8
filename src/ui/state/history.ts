import { EPSILONS } from '../../base/epsilons.ts';
import type { Counts, Measure } from '../../base/messages.ts';
import { append, EMPTY_SERIES, type Series } from '../../base/series.ts';

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

const TERM = 'term.';

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
  for (const [name, series] of Object.entries(history.terms)) flat[`${TERM}${name}`] = series;
  return Object.assign(flat, { knn, prototypeAccuracy, lr, momentum });
}

/** The history that `named` wrote flat; names that are none of its are passed over. */
export function historyOf(flat: Readonly<Record<string, Series>>): History {
  const of = (name: string) => flat[name] ?? EMPTY_SERIES;
  const terms: Record<string, Series> = {};
  for (const [name, series] of Object.entries(flat))
    if (name.startsWith(TERM)) terms[name.slice(TERM.length)] = series;
  return {
    unique: EPSILONS.map((epsilon) => of(`unique@${epsilon}`)),
    usedAndUnique: EPSILONS.map((epsilon) => of(`usedAndUnique@${epsilon}`)),
    dead: of('dead'),
    used: of('used'),
    perplexity: of('perplexity'),
    uniformity: of('uniformity'),
    loss: of('loss'),
    terms,
    knn: of('knn'),
    prototypeAccuracy: of('prototypeAccuracy'),
    lr: of('lr'),
    momentum: of('momentum'),
  };
}

/** The points of every curve up to and including `step`. */
export function historyUntil(history: History, step: number): History {
  const flat = Object.entries(named(history)).map(([name, series]) => [name, until(series, step)] as const);
  return historyOf(Object.fromEntries(flat));
}

function until({ steps, values }: Series, step: number): Series {
  const end = steps.findIndex((each) => each > step);
  return end < 0 ? { steps, values } : { steps: steps.slice(0, end), values: values.slice(0, end) };
}
