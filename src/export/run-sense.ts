import type { RunConfig } from '../base/config.ts';
import { boundsOf, type MeasureRow, namesOf } from '../base/measure-row.ts';
import { CURVES, MEASURES, RESULTS } from '../base/measures.ts';
import type { Baseline, Measure, Picture, Summary } from '../base/messages.ts';
import type { Series } from '../base/series.ts';
import { unfit } from './json-field.ts';

/** Rounding of sums of float32. */
const SLACK = 1e-4;
const SHARE = [0, 1] as const;
const ANY = [-Number.MAX_VALUE, Number.MAX_VALUE] as const;
const AT_LEAST_0 = [0, Number.MAX_VALUE] as const;

type Bounds = readonly [low: number, high: number];

/** The numbers of a lane in a run file. */
interface Numbered {
  readonly config: RunConfig;
  readonly series: Readonly<Record<string, Series>>;
  readonly baseline?: Baseline;
  readonly final?: Measure;
  readonly snapshots?: readonly Measure[];
  readonly summary?: Summary;
}

/** Bounds of every name in a file's series. */
const SERIES_BOUNDS: ReadonlyMap<string, Bounds> = new Map(
  MEASURES.flatMap((row) => namesOf(row).map((name): [string, Bounds] => [name, boundsOf(row)])),
);

/**
 * Checks that a lane's numbers make sense: each in the range of its measure, steps in order, and pictures of no more
 * prototypes than there are. NaN stands for what was not measured. Throws a `data` TroubleError with the place of the
 * fault. `path` is the lane's own, such as "lanes[0]".
 */
export function checkSense(lane: Numbered, path: string): void {
  const { series, baseline, final, snapshots = [], summary } = lane;
  for (const [name, each] of Object.entries(series)) checkSeries(each, name, `${path}.series.${name}`);
  if (baseline) checkBaseline(baseline, `${path}.baseline`);
  if (final) checkMeasure(final, lane, `${path}.final`);
  for (const [i, measure] of snapshots.entries()) checkMeasure(measure, lane, `${path}.snapshots[${i}]`);
  checkOrder(
    snapshots.map(({ step }) => step),
    (i) => `${path}.snapshots[${i}].step`,
  );
  if (summary) checkSummary(summary, `${path}.summary`);
}

function checkSeries({ steps, values }: Series, name: string, path: string): void {
  checkOrder(steps, (i) => `${path}.steps[${i}]`);
  each(values, SERIES_BOUNDS.get(name) ?? ANY, `${path}.values`);
}

/** Steps are whole numbers from 0 and ascend. */
function checkOrder(steps: readonly number[], pathAt: (i: number) => string): void {
  for (const [i, step] of steps.entries()) {
    whole(step, pathAt(i));
    const before = steps[i - 1];
    if (before !== undefined && step <= before)
      throw unfit({ value: step, path: pathAt(i) }, `above the step before, ${before}`);
  }
}

function checkBaseline(baseline: Baseline, path: string): void {
  const { uniqueRandom, uniqueRandomLow, uniqueRandomHigh } = baseline;
  for (const [name, shares] of Object.entries({ uniqueRandom, uniqueRandomLow, uniqueRandomHigh }))
    each(shares, SHARE, `${path}.${name}`);
  for (const key of ['usedReach', 'agreedReach', 'knnRandomInit', 'knnUntrained', 'knnRawPixels'] as const)
    check(baseline[key], SHARE, `${path}.${key}`);
  const uniformity = SERIES_BOUNDS.get('uniformity') ?? ANY;
  for (const key of ['uniformityRandom', 'uniformityRandomLow', 'uniformityRandomHigh'] as const)
    check(baseline[key], uniformity, `${path}.${key}`);
  for (const key of ['lnK', 'randomDraws', 'bankSize', 'querySize'] as const)
    check(baseline[key], AT_LEAST_0, `${path}.${key}`);
}

function checkMeasure(measure: Measure, { config }: Numbered, path: string): void {
  const { step, steps, report, terms, angles, census, picture } = measure;
  whole(report, `${path}.report`);
  whole(steps, `${path}.steps`);
  whole(step, `${path}.step`);
  if (step > steps)
    throw unfit({ value: step, path: `${path}.step` }, `at most ${steps}, the steps of its run`);
  for (const key of ['seconds', 'stepsPerSecond'] as const) check(measure[key], AT_LEAST_0, `${path}.${key}`);
  checkRows(CURVES, measure, path);
  for (const [name, value] of Object.entries(terms)) check(value, ANY, `${path}.terms.${name}`);
  each(angles, [-Math.PI, Math.PI], `${path}.angles`);
  const K = Number(config['K'] ?? Number.MAX_VALUE);
  atMost(angles.length, K, `${path}.angles.length`);
  if (census) check(census.share, SHARE, `${path}.census.share`);
  if (picture) checkPicture(picture, K, `${path}.picture`);
}

function checkPicture({ places, wins, cloud }: Picture, K: number, path: string): void {
  if (wins.length > K) throw unfit({ value: wins.length, path: `${path}.wins.length` }, `at most K = ${K}`);
  each(wins, SHARE, `${path}.wins`);
  each(places, [-1, 1], `${path}.places`);
  each(cloud, [-1, 1], `${path}.cloud`);
}

function checkSummary(summary: Summary, path: string): void {
  checkRows(RESULTS, summary, path);
  for (const key of ['knnRandomInit', 'knnUntrained', 'knnRawPixels'] as const)
    check(summary[key], SHARE, `${path}.${key}`);
  whole(summary.steps, `${path}.steps`);
  check(summary.seconds, AT_LEAST_0, `${path}.seconds`);
}

type Numbers = Readonly<Record<string, unknown>>;

function checkRows(rows: readonly MeasureRow[], numbers: object, path: string): void {
  for (const row of rows) {
    const value = (numbers as Numbers)[row.id];
    if (typeof value === 'number') {
      const bounds = boundsOf(row);
      if (!fits(value, bounds)) check(value, bounds, `${path}.${row.id}`);
    } else if (typeof value === 'object' && value !== null)
      for (const [key, one] of Object.entries(value)) check(one, boundsOf(row), `${path}.${row.id}[${key}]`);
  }
}

/** Checks a list. A place is written only for a fault, since a run has ten thousands of numbers. */
function each(values: ArrayLike<number>, bounds: Bounds, path: string): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (!fits(value, bounds)) check(value, bounds, `${path}[${i}]`);
  }
}

/** True for a value within bounds, or NaN. */
export const fits = (value: number, [low, high]: Bounds): boolean =>
  Number.isNaN(value) || (value >= low - SLACK && value <= high + SLACK && Number.isFinite(value));

/** Throws a `data` TroubleError, with the range, for a value that does not fit. */
export function check(value: number, bounds: Bounds, path: string): void {
  if (fits(value, bounds)) return;
  const [low, high] = bounds;
  const range =
    high === Number.MAX_VALUE ? (low === 0 ? 'finite and not below 0' : 'finite') : `from ${low} to ${high}`;
  throw unfit({ value, path }, range);
}

/** No more prototypes are shown than the lane has. */
function atMost(shown: number, K: number, path: string): void {
  if (shown > K) throw unfit({ value: shown, path }, `at most K = ${K}`);
}

/** Throws a `data` TroubleError for a number that counts nothing. */
export function whole(value: number, path: string): void {
  if (!Number.isSafeInteger(value) || value < 0) throw unfit({ value, path }, 'a whole number, at least 0');
}
