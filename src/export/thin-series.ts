import type { Series } from '../base/series.ts';
import { at, type Field, items, numberIn, numbersIn, unfit } from './json-field.ts';

/** Levels between the lowest and the highest value of a thinned series. */
const LEVELS = 1000;
/** A series of more points is not one of ours. */
const MOST_POINTS = 512;
/** Largest step of a run. */
const LAST_STEP = 1e7;

/** Steps as differences, and values as differences of levels between `low` and `high`, which deflate packs well. */
interface ThinSeries {
  readonly steps: readonly number[];
  readonly low: number;
  readonly high: number;
  readonly values: readonly number[];
}

/** At most `most` points of a series and those at the steps `also`, evenly over the logarithm of the step, rounded to LEVELS
 *  between its lowest and highest value. Points that are not finite are left out. */
export function thinSeries(series: Series, most: number, also: ReadonlySet<number>): ThinSeries {
  const finite = series.steps.flatMap((step, i) => {
    const value = series.values[i] ?? Number.NaN;
    return Number.isFinite(value) ? [{ step, value }] : [];
  });
  const kept = spread(
    finite.map(({ step }) => step),
    most,
  );
  const points = finite.filter(({ step }, i) => kept.has(i) || also.has(step));
  const values = points.map(({ value }) => value);
  const low = values.length > 0 ? Number(Math.min(...values).toPrecision(6)) : 0;
  const high = Math.max(low, Number(Math.max(low, ...values).toPrecision(6)));
  const part = (value: number) => (high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0);
  const level = (value: number) => Math.round(LEVELS * part(value));
  return {
    steps: differences(points.map(({ step }) => step)),
    low,
    high,
    values: differences(values.map(level)),
  };
}

/** Indices of at most `most` of these rising steps: the first, the last, and others evenly over the logarithm. */
function spread(steps: readonly number[], most: number): Set<number> {
  if (steps.length <= most) return new Set(steps.keys());
  const end = Math.log1p(steps.at(-1) ?? 0);
  const kept = new Set([0, steps.length - 1]);
  let from = 0;
  for (let i = 1; i < most - 1; i++) {
    const target = Math.expm1((i * end) / (most - 1));
    while (from < steps.length - 1 && ((steps[from] ?? 0) < target || kept.has(from))) from += 1;
    kept.add(from);
  }
  return kept;
}

/** Reads the series that `thinSeries` made. Throws a `data` TroubleError for steps that do not rise, and for levels out of
 *  range. */
export function seriesIn(field: Field): Series {
  const steps = sums(numbersIn(at(field, 'steps')));
  const levels = sums(numbersIn(at(field, 'values')));
  const [low, high] = [numberIn(at(field, 'low')), numberIn(at(field, 'high'))];
  if (steps.length > MOST_POINTS) throw unfit(at(field, 'steps'), `at most ${MOST_POINTS} steps`);
  if (steps.some((step, i) => !Number.isInteger(step) || step > LAST_STEP || step <= (steps[i - 1] ?? -1)))
    throw unfit(at(field, 'steps'), 'rising whole numbers');
  if (levels.length !== steps.length) throw unfit(at(field, 'values'), `${steps.length} values`);
  if (!Number.isFinite(low) || !Number.isFinite(high) || high < low)
    throw unfit(at(field, 'high'), 'a number no lower than low');
  if (levels.some((level) => !(level >= 0 && level <= LEVELS)))
    throw unfit(at(field, 'values'), `levels from 0 to ${LEVELS}`);
  return { steps, values: levels.map((level) => low + (level / LEVELS) * (high - low)) };
}

/** Levels around the circle of thinned angles. */
const TURN = 512;
/** Most angles of a thinned run: more do not change the picture. */
const MOST_ANGLES = 512;

/** An even sample of angles in -π..π, rounded and in rising order: a picture of their density does not depend on it. */
export function thinAngles(angles: Float32Array): number[] {
  const count = Math.min(angles.length, MOST_ANGLES);
  const some = Array.from({ length: count }, (_, i) => angles[Math.floor((i * angles.length) / count)] ?? 0);
  const levels = some.map((angle) => Math.round(((angle + Math.PI) / (2 * Math.PI)) * TURN));
  return differences(levels.sort((a, b) => a - b));
}

/** Reads the angles that `thinAngles` made. Throws a `data` TroubleError for others. */
export function anglesIn(field: Field): number[] {
  if (items(field).length > MOST_ANGLES) throw unfit(field, `at most ${MOST_ANGLES} angles`);
  const levels = sums(numbersIn(field));
  if (levels.some((level) => !(level >= 0 && level <= TURN))) throw unfit(field, `levels from 0 to ${TURN}`);
  return levels.map((level) => (level / TURN) * 2 * Math.PI - Math.PI);
}

const differences = (values: readonly number[]): number[] =>
  values.map((value, i) => value - (values[i - 1] ?? 0));

function sums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
