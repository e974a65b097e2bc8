import { EPSILONS, TOY_EPSILON } from '../base/epsilons.ts';
import { nameAt } from '../base/measure-row.ts';
import { type Regime, regimeOf } from '../base/regime.ts';
import { firstMomentum, timeSettings, turns } from '../base/time-compression.ts';
import { type GridCell, grid } from '../plots/grid.ts';
import { metricOf } from './metrics.ts';
import { metricTitle, ranged } from './numbers.ts';
import type { Row } from './results.ts';

// The map of turns and gain: what becomes of DINO by how often its teacher turns over and how much softer its student is.

const IN_USE = nameAt('agreedAndUnique', TOY_EPSILON);
const REGIMES: readonly Regime[] = ['stall', 'learn', 'collapse', 'one-hot'];

/** A row of the map and its place on it. */
export interface Cell {
  readonly row: Row;
  readonly turns: number;
  /** Student temperature over the teacher's at its end. */
  readonly gain: number;
  /** The regime of most seeds, and how many of them have it. The earlier one of REGIMES wins a tie. */
  readonly regime: Regime;
  readonly agree: number;
}

/** The cells of rows that have results, by turns and then gain. */
export function cellsOf(rows: readonly Row[]): Cell[] {
  return rows
    .map((row) => ({ row, ...placeOf(row), ...regimeOfRow(row) }))
    .sort((a, b) => a.turns - b.turns || a.gain - b.gain);
}

function placeOf({ config }: Row): { turns: number; gain: number } {
  const time = timeSettings(config);
  const count = turns(firstMomentum(time), time.momentum_teacher_end, Number(config['steps']));
  const gain = Number(config['dino.student_temp']) / Number(config['dino.teacher_temp']);
  return { turns: Number(count.toPrecision(3)), gain: Number(gain.toPrecision(3)) };
}

function regimeOfRow({ config, runs }: Row): { regime: Regime; agree: number } {
  const of = runs.map(({ lane: { summary, baseline } }) =>
    regimeOf({
      // the cross-entropy is DINO's only term
      loss: summary.loss,
      lnK: baseline.lnK,
      perplexity: summary.perplexity,
      K: Number(config['K']),
      unique: summary.unique[TOY_EPSILON] ?? Number.NaN,
      random: baseline.uniqueRandom[EPSILONS.indexOf(TOY_EPSILON)] ?? 1,
      knn: summary.knn,
      untrained: summary.knnUntrained,
    }),
  );
  const count = (regime: Regime) => of.filter((each) => each === regime).length;
  const regime = REGIMES.reduce((best, each) => (count(each) > count(best) ? each : best));
  return { regime, agree: count(regime) };
}

/** The map as an SVG: the regime, prototypes in use, and k-NN. */
export function mapFigure(title: string, rows: readonly Row[], caption: string): string {
  const cells = cellsOf(rows);
  const metrics = [IN_USE, 'knn'];
  const share = (metric: string) => {
    const means = cells.map(({ row }) => row.spread[metric].mean);
    const [low, high] = [metric === IN_USE ? 0 : Math.min(...means), Math.max(...means)];
    return (cell: Cell): GridCell => {
      const { mean, min, max, n } = cell.row.spread[metric];
      return {
        text: (100 * mean).toFixed(1),
        ...(n > 1 && { note: `${(100 * min).toFixed(0)}–${(100 * max).toFixed(0)}` }),
        shade: high > low ? (mean - low) / (high - low) : 0,
      };
    };
  };
  const fate = ({ regime, agree, row }: Cell): GridCell => ({
    text: regime,
    ...(agree < row.runs.length && { note: `${agree} of ${row.runs.length}` }),
    kind: REGIMES.indexOf(regime),
  });
  const placed = (draw: (cell: Cell) => GridCell) =>
    cells.map((cell) => ({ x: cell.turns, y: cell.gain, ...draw(cell) }));
  return grid(
    {
      title,
      x: 'turns of the teacher',
      y: 'gain: student over teacher temperature',
      panels: [
        { heading: 'Outcome', cells: placed(fate) },
        ...metrics.map((metric) => ({
          heading: `${metricOf(metric).heading} (%)`,
          cells: placed(share(metric)),
        })),
      ],
      caption,
    },
    { width: 1000 },
  );
}

/** Columns of the map's table in front of the metrics. */
export const MAP_HEAD = ['row', 'from', 'turns', 'gain', 'becomes'];
export const mapCells = ({ turns: count, gain, regime, agree, row }: Cell): string[] => [
  row.system.label,
  row.system.source,
  String(count),
  String(gain),
  agree < row.runs.length ? `${regime} (${agree} of ${row.runs.length} seeds)` : regime,
];

/** The map in words; undefined if it has fewer than two cells. */
export function mapWords(rows: readonly Row[]): string | undefined {
  const cells = cellsOf(rows);
  if (cells.length < 2) return undefined;
  const counts = REGIMES.map(
    (regime) => [regime, cells.filter((cell) => cell.regime === regime).length] as const,
  )
    .filter(([, count]) => count > 0)
    .map(([regime, count]) => `${count} ${regime}`);
  const best = (metric: string) =>
    cells.reduce((top, cell) => (cell.row.spread[metric].mean > top.row.spread[metric].mean ? cell : top));
  const at = (cell: Cell) => `${cell.turns} turns and gain ${cell.gain} (${cell.regime})`;
  const says = (cell: Cell, metric: string) => `${ranged(metric, cell.row.spread[metric])}%`;
  const [use, knn] = [best(IN_USE), best('knn')];
  const name = metricTitle(IN_USE);
  return (
    `DINO at ${cells.length} settings of turns and gain: ${counts.join(', ')}. ` +
    `k-NN is highest at ${at(knn)}, ${says(knn, 'knn')}, where ${says(knn, IN_USE)} are ${name}. ` +
    (use === knn
      ? 'No setting has more.'
      : `Most are ${name} at ${at(use)}, ${says(use, IN_USE)}, with k-NN ${says(use, 'knn')}.`)
  );
}
