import { EPSILONS } from '../../base/epsilons.ts';
import { nameAt, namesOf } from '../../base/measure-row.ts';
import { CURVES, type CurveId, type CurveRow, inOrder, type PerCurve } from '../../base/measures.ts';
import type { Counts, Measure } from '../../base/messages.ts';
import { append, EMPTY_SERIES, type Series } from '../../base/series.ts';

/** The curves of one lane's run: a series per measure of base/measures.ts, or one per ε of EPSILONS. */
export interface History extends PerCurve<Series, readonly Series[]> {
  /** The loss's terms by their name in the paper. */
  readonly terms: Readonly<Record<string, Series>>;
}

type Flat = Readonly<Record<string, Series>>;

/** Series stand in files in this order, and after them those of newer measures. */
const FILE_ORDER: readonly CurveId[] = [
  ...(['unique', 'usedAndUnique', 'dead', 'used', 'perplexity', 'uniformity', 'loss'] as const),
  ...(['knn', 'purity', 'lr', 'momentum'] as const),
];
const TERM = 'term.';

/** Adds the counts of one step. */
export function recordCounts(history: History, step: number, counts: Counts): History {
  return historyOf(longer(namedSeries(history), step, pointsOf(COUNTED, counts)));
}

/** Adds one report. A series whose number the report lacks stays as it is. Counts of an earlier step are skipped: their
 *  own report brought them. */
export function record(history: History, measure: Measure): History {
  const terms = Object.entries(measure.terms).map(([name, value]) => [`${TERM}${name}`, value] as const);
  const fresh = measure.census ? CURVES.filter((row) => !COUNTED.includes(row)) : CURVES;
  return historyOf(longer(namedSeries(history), measure.step, [...pointsOf(fresh, measure), ...terms]));
}

const COUNTED = CURVES.filter(({ when }) => when === 'count');

type Values = { readonly [id in CurveId]?: number | readonly number[] };
type Point = readonly [name: string, value: number];

/** The values that a report has, by the names of their series. */
function pointsOf(rows: readonly CurveRow[], values: Values): Point[] {
  return rows.flatMap((row) => {
    const value = values[row.id];
    const all = typeof value === 'object' ? value : [value];
    return namesOf(row).flatMap((name, i): Point[] => (all[i] === undefined ? [] : [[name, all[i]]]));
  });
}

function longer(flat: Flat, step: number, points: readonly Point[]): Flat {
  const more = points.map(
    ([name, value]) => [name, append(flat[name] ?? EMPTY_SERIES, step, value)] as const,
  );
  return { ...flat, ...Object.fromEntries(more) };
}

/** The curve of a measure; where it has one per ε, that of the ε with this index into EPSILONS. */
export function seriesOf(history: History, id: CurveId, epsilon: number): Series {
  const held = history[id];
  return 'steps' in held ? held : (held[epsilon] ?? EMPTY_SERIES);
}

/** Every series under a flat name, as the JSON and CSV exports write them: `unique@0.5`, `loss`, `term.entropy`. */
export function namedSeries(history: History): Record<string, Series> {
  const flat: Record<string, Series> = {};
  for (const row of inOrder(CURVES, FILE_ORDER)) {
    const held = history[row.id];
    namesOf(row).forEach((name, i) => {
      const series = 'steps' in held ? held : held[i];
      if (series) flat[name] = series;
    });
    if (row.id === 'loss')
      for (const [name, series] of Object.entries(history.terms)) flat[`${TERM}${name}`] = series;
  }
  return flat;
}

/** Reads the flat form that `namedSeries` writes. Unknown names are skipped. */
export function historyOf(flat: Flat): History {
  const of = (name: string) => flat[name] ?? EMPTY_SERIES;
  const curves = CURVES.map(({ id, perEpsilon }) => [
    id,
    perEpsilon ? EPSILONS.map((epsilon) => of(nameAt(id, epsilon))) : of(id),
  ]);
  const terms = Object.entries(flat).flatMap(([name, series]) =>
    name.startsWith(TERM) ? [[name.slice(TERM.length), series] as const] : [],
  );
  return {
    ...(Object.fromEntries(curves) as PerCurve<Series, readonly Series[]>),
    terms: Object.fromEntries(terms),
  };
}

export const EMPTY_HISTORY: History = historyOf({});

/** The points of every curve up to and including `step`. */
export function historyUntil(history: History, step: number): History {
  const flat = Object.entries(namedSeries(history)).map(
    ([name, series]) => [name, until(series, step)] as const,
  );
  return historyOf(Object.fromEntries(flat));
}

function until({ steps, values }: Series, step: number): Series {
  const end = steps.findIndex((each) => each > step);
  return end < 0 ? { steps, values } : { steps: steps.slice(0, end), values: values.slice(0, end) };
}
