import type { MeasurePanel, MeasureRow, When } from './measure-row.ts';
import { MEASURE_TABLE } from './measure-table.ts';

type Row = (typeof MEASURE_TABLE)[number];
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

export const MEASURES: readonly (MeasureRow & { readonly id: MeasureId })[] = MEASURE_TABLE;

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
