import { EPSILONS, TOY_EPSILON } from '../base/epsilons.ts';
import { nameAt } from '../base/measure-row.ts';
import { angles, sharedDensityMax } from '../plots/angles.ts';
import { bars } from '../plots/marks/bars.ts';
import { columnsFigure } from '../plots/marks/columns.ts';
import { curves } from '../plots/marks/curves.ts';
import { dots } from '../plots/marks/dots.ts';
import { laneStroke, type PlotLane } from '../plots/marks/lane.ts';
import { ring, sharedPeak } from '../plots/ring.ts';
import { uniqueByThreshold } from '../plots/unique-by-threshold.ts';
import { metricOf } from './metrics.ts';
import { type Reproduction, type Row, rowOf } from './results.ts';
import type { RowGroup } from './systems.ts';
import { mapFigure } from './turns-gain.ts';

export interface Figure {
  /** File name without its ending. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

const COLUMN = 210;
/** Metrics that stand beside each other, since uniqueness alone says little. */
const BESIDE: readonly string[] = [
  nameAt('unique', TOY_EPSILON),
  nameAt('agreedAndUnique', TOY_EPSILON),
  'used',
  nameAt('embeddingDiversity', TOY_EPSILON),
  'purity',
  'knn',
];

/** The figures that the results have rows for. */
export function figuresOf(results: Reproduction): Figure[] {
  const found: (Figure | undefined)[] = [
    figure1(results),
    figure3a(results),
    figure3b(results),
    ...tabledGroups(results).map((group) =>
      group.map ? map(results, group) : group.sweep ? sensitivity(results, group) : beside(results, group),
    ),
  ];
  return found.filter((figure) => figure !== undefined);
}

/** Groups to report, without those that a larger one contains. */
export function tabledGroups({ plan }: Reproduction): RowGroup[] {
  const ids = plan.groups.map(({ id }) => id);
  return plan.groups.filter(({ within }) => within === undefined || !ids.includes(within));
}

/** Rows of a group that have results, in the group's order. */
export function groupRows(results: Reproduction, group: RowGroup | undefined): Row[] {
  return (group?.rows ?? []).flatMap((id) => rowOf(results, id) ?? []);
}

const groupOf = ({ plan }: Reproduction, id: string) => plan.groups.find((group) => group.id === id);

const laneOf = (row: Row, id: number): PlotLane => ({
  id,
  label: row.system.label,
  method: row.system.method,
  prototypes: row.system.prototypes,
});

function figure1(results: Reproduction): Figure | undefined {
  const rows = groupRows(results, groupOf(results, 'figure1'));
  if (rows.length === 0) return undefined;
  const first = rows.map(({ runs }) => runs[0].lane.final);
  const all = first.map((final) => final.angles);
  const [yMax, top] = [sharedDensityMax(all), sharedPeak(all)];
  const columns = rows.map((row, i) => {
    const { angles: given, sampled } = first[i];
    const K = Number(row.config['K']);
    const size = { theme: 'light', width: COLUMN } as const;
    return {
      label: row.system.label,
      plots: [
        ring(
          { angles: given, count: sampled ?? K, of: sampled === undefined ? undefined : K, top },
          { ...size, height: COLUMN },
        ).svg,
        angles(
          { lanes: [{ lane: laneOf(row, i), angles: given }], sampled, yMax, uniform: false },
          { ...size, height: 150 },
        ).svg,
      ],
    };
  });
  const seed = rows[0].runs[0].seed;
  return {
    name: 'figure-1',
    title: 'Figure 1: directions of prototypes',
    svg: columnsFigure(
      {
        columns,
        caption: `Above: prototypes on their first two principal components, all on one scale. Below: the density of their angles. Seed ${seed}, ${setting(rows)}.`,
      },
      { column: COLUMN, across: 5 },
    ),
  };
}

function figure3a(results: Reproduction): Figure | undefined {
  const rows = groupRows(results, groupOf(results, 'figure3'));
  if (rows.length === 0) return undefined;
  const lanes = rows.map((row, i) => {
    const of = (end: 'mean' | 'min' | 'max') => EPSILONS.map((e) => row.spread[nameAt('unique', e)][end]);
    return { lane: laneOf(row, i), mean: of('mean'), min: of('min'), max: of('max') };
  });
  const caption = `Mean of ${seedsOf(rows)}${several(rows) ? ', range as thin lines' : ''}; ${setting(rows)}.`;
  const size = { width: 560, height: 300, theme: 'light' } as const;
  return {
    name: 'figure-3a',
    title: 'Figure 3a: unique prototypes by ε',
    svg: uniqueByThreshold({ lanes }, { ...size, caption }).svg,
  };
}

function figure3b(results: Reproduction): Figure | undefined {
  const rows = ['carp', 'carp-dec'].flatMap((id) => rowOf(results, id) ?? []);
  if (rows.length < 2) return undefined;
  const given = rows.map((row, i) => ({ lane: laneOf(row, i), ...row.spread['knn'] }));
  const range = several(rows) ? ', whiskers their range' : '';
  const caption = `Mean of ${seedsOf(rows)}${range}. The axis does not start at 0.`;
  return {
    name: 'figure-3b',
    title: 'Figure 3b: k-NN',
    svg: bars(
      { name: 'k-NN', axis: 'k-NN (%)', bars: given },
      { width: 300, height: 300, theme: 'light', caption },
    ).svg,
  };
}

function map(results: Reproduction, group: RowGroup): Figure | undefined {
  const rows = groupRows(results, group);
  if (rows.length === 0) return undefined;
  const caption = `Mean of ${seedsOf(rows)}${several(rows) ? ', range or number of seeds below' : ''}; ${setting(rows)}.`;
  return { name: group.id, title: group.title, svg: mapFigure(group.title, rows, caption) };
}

/** Use, accuracy and embeddings beside uniqueness, which the paper shows alone. */
function beside(results: Reproduction, group: RowGroup): Figure | undefined {
  const rows = groupRows(results, group);
  if (rows.length === 0) return undefined;
  return {
    name: `beside-${group.id}`,
    title: `${group.title}: uniqueness and usage`,
    svg: dots(
      {
        title: `${group.title}: uniqueness and usage`,
        panels: BESIDE.map((metric) => metricOf(metric).heading),
        rows: rows.map((row, i) => ({
          lane: laneOf(row, i),
          dots: BESIDE.map((metric) => row.spread[metric]),
        })),
        caption: `Mean of ${seedsOf(rows)}${several(rows) ? ', line: their range' : ''}; ${setting(rows)}. All in %, unique and used as a share of K. Embedding diversity is the unique share of K farthest-point embeddings.`,
      },
      { width: 1000 },
    ),
  };
}

/** Shares by the knob that a group turns, one panel for each pair of method and prototypes. */
function sensitivity(results: Reproduction, group: RowGroup): Figure | undefined {
  const rows = groupRows(results, group);
  if (!group.sweep || rows.length < 2) return undefined;
  const { knob, axis, place = (value: number) => value } = group.sweep;
  const at = (row: Row) => place(Number(row.config[knob]));
  const pairs = [...new Set(rows.map(({ system }) => `${system.method}+${system.prototypes}`))];
  const values = [...new Set(rows.map(at))].sort((a, b) => a - b);
  const ticks = new Map(rows.map((row) => [at(row), String(row.config[knob])]));
  const columns = pairs.map((pair) => {
    const own = rows
      .filter(({ system }) => `${system.method}+${system.prototypes}` === pair)
      .sort((a, b) => at(a) - at(b));
    const line = (metric: string, label: string, color: string, dash: string) =>
      (['mean', 'min', 'max'] as const).map((end) => ({
        label: end === 'mean' ? label : '',
        xs: own.map(at),
        ys: own.map((row) => row.spread[metric][end]),
        color,
        dash: end === 'mean' ? dash : '',
        faint: end !== 'mean',
      }));
    const base = own.find(({ system }) => Object.keys(system.knobs).length === 0) ?? own[0];
    const { color } = laneStroke(laneOf(base, 0), []);
    const plot = curves(
      {
        name: `${base.system.label} by ${axis}`,
        x: {
          label: axis,
          log: true,
          ticks: values,
          format: (value) => ticks.get(value) ?? String(value),
          domain: [values[0], values[values.length - 1]],
        },
        y: { label: 'Share (%)', domain: [0, 1], percent: true },
        lines: [
          ...line(nameAt('unique', TOY_EPSILON), `unique at ε ${TOY_EPSILON}`, color, ''),
          ...line('used', 'used', '#1b1d20', '7 4'),
          ...line(nameAt('agreedAndUnique', TOY_EPSILON), 'in use', color, '1.5 3.5'),
          ...line('knn', 'k-NN', '#5c6168', ''),
        ],
        points: true,
      },
      { width: 380, height: 280, theme: 'light', legend: true },
    );
    return { label: base.system.label, plots: [plot.svg] };
  });
  return {
    name: `sensitivity-${group.id}`,
    title: group.title,
    svg: columnsFigure(
      {
        columns,
        caption: `Mean of ${seedsOf(rows)}${several(rows) ? ', range as thin lines' : ''}; ${setting(rows)}.`,
      },
      { column: 380, across: 2 },
    ),
  };
}

const several = (rows: readonly Row[]) => rows.some(({ runs }) => runs.length > 1);

export function seedsOf(rows: readonly Row[]): string {
  const counts = [...new Set(rows.map(({ runs }) => runs.length))].sort((a, b) => a - b);
  return counts.length === 1 && counts[0] === 1 ? '1 seed' : `${counts.join(' or ')} seeds`;
}

/** The main settings that all rows have in common, in words. */
export function setting(rows: readonly Row[]): string {
  const words = [
    ['dataset', ''],
    ['encoder', ' encoder'],
    ['K', 'K\u00a0'],
    ['D', 'D\u00a0'],
    ['batch', 'batch\u00a0'],
    ['steps', ' steps'],
  ] as const;
  return words
    .flatMap(([key, word]) => {
      const values = [...new Set(rows.map(({ config }) => config[key]))];
      if (values.length !== 1) return [];
      const value = typeof values[0] === 'number' ? values[0].toLocaleString('en') : String(values[0]);
      return [word.startsWith(' ') ? `${value}${word}` : `${word}${value}`];
    })
    .join(', ');
}
