import { gzipSync } from 'node:zlib';
import type { CurveId } from '../src/base/measures.ts';
import type { Measure, Picture } from '../src/base/messages.ts';
import type { Series } from '../src/base/series.ts';
import { type Run, type RunLane, runJson } from '../src/export/run-json.ts';

/** The parts of a whole run that a packed one keeps beside its curves. */
export interface Kept {
  /** Reports of a lane, evenly spread over the logarithm of the step. */
  readonly reports: number;
  /** True for reports with the embeddings of their step. */
  readonly clouds: boolean;
  /** True for the last report once more by itself, as exported files have it. */
  readonly final: boolean;
}

/** Digits of numbers. The page shows three. */
const DIGITS = 5;
/** Numbers that a verdict compares to the last digit, to tell whether anything moved. */
const EXACT: ReadonlySet<string> = new Set<CurveId>(['uniformity']);
/** Steps between positions on the unit sphere, and between angles in radians: less than a screen shows. */
const PLACE = 1 / 256;
const ANGLE = 1 / 256;

/** A run as gzip: its curves and its end whole, fewer of its reports, and numbers as exact as a screen shows them. */
export function packedRun(run: Run, kept: Kept): Uint8Array {
  return gzipSync(runJson({ ...run, lanes: run.lanes.map((lane) => thinned(lane, kept)) }), { level: 9 });
}

function thinned({ final, snapshots = [], series, ...lane }: RunLane, kept: Kept): RunLane {
  return {
    ...lane,
    ...(kept.final && final && { final: roundedReport(final, false) }),
    series: Object.fromEntries(
      Object.entries(series).map(([name, each]) => [name, EXACT.has(name) ? each : rounded(each)]),
    ),
    snapshots: evenly(snapshots, kept.reports).map((each) => roundedReport(each, kept.clouds)),
  };
}

/** So many reports, the first and the last among them: of those that are left, each time the one nearest to the next
 *  even place on the logarithm of the step. */
function evenly(snapshots: readonly Measure[], count: number): readonly Measure[] {
  const places = snapshots.map(({ step }) => Math.log1p(step));
  const last = snapshots.length - 1;
  const chosen: number[] = [];
  for (let left = count - 1; left >= 0; left--) {
    const from = chosen.at(-1) ?? -1;
    // the first steps lie further apart than even places do
    const next = from < 0 ? 0 : places[from] + (places[last] - places[from]) / (left + 1);
    let best = from + 1;
    for (let i = best; i <= last - left; i++)
      if (Math.abs(places[i] - next) < Math.abs(places[best] - next)) best = i;
    if (best <= last) chosen.push(best);
  }
  return chosen.map((i) => snapshots[i]);
}

const digits = (value: number): number =>
  Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value;

const rounded = ({ steps, values }: Series): Series => ({ steps, values: values.map(digits) });

/** A report with all its numbers rounded. */
function roundedReport({ angles, picture, representatives, ...numbers }: Measure, cloud: boolean): Measure {
  return {
    ...allDigits(numbers),
    angles: stepped(angles, ANGLE),
    ...(representatives && { representatives }),
    ...(picture && { picture: roundedPicture(picture, cloud) }),
  };
}

const roundedPicture = ({ places, wins, cloud }: Picture, withCloud: boolean): Picture => ({
  places: stepped(places, PLACE),
  wins: wins.map(digits),
  cloud: withCloud ? stepped(cloud, PLACE) : new Float32Array(0),
});

/** An object's numbers rounded, in its lists and records too. */
function allDigits<T extends object>(values: T): T {
  const pairs = Object.entries(values).map(([key, value]) => [key, EXACT.has(key) ? value : inDigits(value)]);
  return Object.fromEntries(pairs) as T;
}

function inDigits(value: unknown): unknown {
  if (typeof value === 'number') return digits(value);
  if (Array.isArray(value)) return value.map(inDigits);
  return typeof value === 'object' && value !== null ? allDigits(value) : value;
}

const stepped = (values: Float32Array, step: number): Float32Array =>
  values.map((value) => Math.round(value / step) * step);
