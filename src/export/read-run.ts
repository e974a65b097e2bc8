import { ended, TroubleError } from '../base/errors.ts';
import { presentKey } from '../base/former-settings.ts';
import { unmeasured } from '../base/measure-row.ts';
import { CURVES, type CurveRow, type Measured, RESULTS, type Results } from '../base/measures.ts';
import { pictureBy } from '../base/message-arrays.ts';
import type {
  BackendInfo,
  BackendName,
  Baseline,
  CensusClock,
  Measure,
  Picture,
  Room,
  Summary,
} from '../base/messages.ts';
import type { Series } from '../base/series.ts';
import { courseIn, knobValueIn } from './course.ts';
import {
  at,
  entries,
  type Field,
  flagIn,
  items,
  numberIn,
  numbersByName,
  numbersIn,
  optional,
  textIn,
  unfit,
} from './json-field.ts';
import { renamed } from './older-runs.ts';
import { floatsIn } from './packed-floats.ts';
import { indicesIn } from './packed-indices.ts';
import { type Beginning, byPlace, RUN_FORMAT, RUN_VERSION, type Run, type RunLane } from './run-json.ts';
import { checkSense } from './run-sense.ts';

/**
 * The run that `runJson` wrote. Throws a `data` TroubleError with the place of the fault: text that is not JSON,
 * another format, a newer version, a missing or wrong field, or a number that cannot be (run-sense.ts). The config is not checked against a catalogue:
 * `complete` of base/config.ts does so before a start.
 */
export const readRunJson = (text: string): Run => readRun(parsed(text));

/** True for parsed JSON that says it is a run. */
export const isRunFile = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'format' in value && value.format === RUN_FORMAT;

/** Number of lanes in a parsed run file, before they are read: the seeds of a lane are one. Throws a `data` TroubleError
 *  if it has no list of them. */
export const laneCount = (value: unknown): number => lanesIn({ value, path: '' }).length;

const lanesIn = (file: Field): Field[][] =>
  byPlace(items(at(file, 'lanes')), (each) => at(each, 'place').value);

/** Reads parsed text, and of its lanes the first `most`. `onLane` is called before each, with its index. */
export function readRun(
  value: unknown,
  most = Number.POSITIVE_INFINITY,
  onLane?: (lane: number) => void,
): Run {
  const file: Field = { value, path: '' };
  const format = at(file, 'format');
  if (format.value !== RUN_FORMAT) throw unfit(format, `the format "${RUN_FORMAT}"`);
  const version = numberIn(at(file, 'version'));
  if (version > RUN_VERSION)
    throw new TroubleError({
      kind: 'data',
      failed: `The run file has version ${version}`,
      why: `This page reads version ${RUN_VERSION} or older.`,
      todo: 'Open it with a newer playground, or reload this page to update it.',
    });
  if (!Number.isInteger(version) || version < 1)
    throw unfit(at(file, 'version'), `a whole number from 1 to ${RUN_VERSION}`);
  const commit = optional(at(file, 'commit'), textIn);
  return {
    createdAt: textIn(at(file, 'createdAt')),
    playground: textIn(at(file, 'playground')),
    ...(commit !== undefined && { commit }),
    lanes: lanesIn(file)
      .slice(0, most)
      .flatMap((seeds, i) => {
        onLane?.(i);
        return seeds.map((field) => {
          const read = lane(field);
          checkSense(read, field.path);
          return read;
        });
      }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TroubleError({
      kind: 'data',
      failed: 'The file is not JSON',
      why: ended(error instanceof Error ? error.message : 'It is unreadable.'),
      todo: 'Choose a file that Export JSON saved.',
    });
  }
}

function lane(field: Field): RunLane {
  const baselineRead = optional(at(field, 'baseline'), baseline);
  const finalRead = optional(at(field, 'final'), (each) => measure(each));
  const snapshots = optional(at(field, 'snapshots'), measuresIn);
  const course = courseIn(field);
  const label = optional(at(field, 'label'), textIn);
  const place = optional(at(field, 'place'), numberIn);
  const began = optional(at(field, 'began'), (list) => items(list).map(beginning));
  const summaryRead = optional(at(field, 'summary'), summary);
  return {
    config: Object.fromEntries(
      [...entries(at(field, 'config'))].map(([key, inner]) => [presentKey(key), knobValueIn(inner)]),
    ),
    ...(course && { course }),
    backend: backend(at(field, 'backend')),
    series: Object.fromEntries(
      [...entries(modern(at(field, 'series')))].map(([name, inner]) => [name, series(inner)]),
    ),
    ...(baselineRead && { baseline: baselineRead }),
    ...(began && { began }),
    ...(finalRead && { final: finalRead }),
    ...(snapshots && { snapshots }),
    ...(label !== undefined && { label }),
    ...(place !== undefined && { place }),
    ...(summaryRead && { summary: summaryRead }),
  };
}

function backendName(field: Field): BackendName {
  const name = field.value;
  if (name === 'webgpu' || name === 'wasm' || name === 'cpu') return name;
  throw unfit(field, 'webgpu, wasm or cpu');
}

function backend(field: Field): BackendInfo {
  const known = optional(at(field, 'room'), room);
  return {
    name: backendName(at(field, 'name')),
    adapter: textIn(at(field, 'adapter')),
    software: flagIn(at(field, 'software')),
    reason: textIn(at(field, 'reason')),
    ...(known && { room: known }),
  };
}

function room(field: Field): Room {
  const total = optional(at(field, 'total'), numberIn);
  return { tensor: numberIn(at(field, 'tensor')), ...(total !== undefined && { total }) };
}

function series(field: Field): Series {
  const steps = numbersIn(at(field, 'steps'));
  const values = numbersIn(at(field, 'values'));
  if (steps.length !== values.length)
    throw unfit(at(field, 'values'), `as many values as steps (${steps.length})`);
  return { steps, values };
}

function beginning(field: Field): Beginning {
  const onset = optional(at(field, 'onset'), numberIn);
  const firstMerge = optional(at(field, 'firstMerge'), merge);
  return {
    epsilon: numberIn(at(field, 'epsilon')),
    ...(onset !== undefined && { onset }),
    ...(firstMerge && { firstMerge }),
  };
}

function merge(field: Field): NonNullable<Beginning['firstMerge']> {
  const pair = at(field, 'pair');
  const [kept, duplicate, ...more] = numbersIn(pair);
  if (kept === undefined || duplicate === undefined || more.length > 0) throw unfit(pair, 'two numbers');
  return { step: numberIn(at(field, 'step')), pair: [kept, duplicate] };
}

function baseline(field: Field): Baseline {
  const get = (key: string) => numberIn(at(field, key));
  const uniqueRandom = numbersIn(at(field, 'uniqueRandom'));
  const uniformityRandom = get('uniformityRandom');
  // older files have no range
  const shares = (key: string) => optional(at(field, key), numbersIn) ?? uniqueRandom;
  const near = (key: string) => optional(at(field, key), numberIn) ?? uniformityRandom;
  return {
    type: 'baseline',
    lnK: get('lnK'),
    uniqueRandom,
    uniqueRandomLow: shares('uniqueRandomLow'),
    uniqueRandomHigh: shares('uniqueRandomHigh'),
    uniformityRandom,
    uniformityRandomLow: near('uniformityRandomLow'),
    uniformityRandomHigh: near('uniformityRandomHigh'),
    randomDraws: optional(at(field, 'randomDraws'), numberIn) ?? Number.NaN,
    usedReach: optional(at(field, 'usedReach'), numberIn) ?? Number.NaN,
    agreedReach: optional(at(field, 'agreedReach'), numberIn) ?? Number.NaN,
    knnRandomInit: get('knnRandomInit'),
    knnUntrained: optional(at(field, 'knnUntrained'), numberIn) ?? Number.NaN,
    knnRawPixels: get('knnRawPixels'),
    bankSize: get('bankSize'),
    querySize: get('querySize'),
  };
}

function censusClock(field: Field): CensusClock {
  const step = optional(at(field, 'step'), numberIn);
  return { ...(step !== undefined && { step }), share: numberIn(at(field, 'share')) };
}

function picture(field: Field): Picture {
  return pictureBy((name) => floatsIn(at(field, name)));
}

type Value = number | readonly number[];

/** A measure's value in a report; undefined when the report does not carry it. */
function measured(row: CurveRow, field: Field): Value | undefined {
  const read: (field: Field) => Value = row.perEpsilon ? numbersIn : numberIn;
  const own = at(field, row.id);
  if (row.when === 'training' || row.when === 'patches' || row.when === 'evaluation')
    return optional(own, read);
  return row.newer ? (optional(own, read) ?? unmeasured(row)) : read(own);
}

type Numbers = Measured<'count' | 'report' | 'schedule'> &
  Partial<Measured<'training' | 'patches' | 'evaluation'>>;

/** An object's numbers under the names that measures have today. */
function modern(field: Field): Field {
  const { value, path } = field;
  return { path, value: typeof value === 'object' && value !== null ? renamed({ ...value }) : value };
}

/** Reports in a row, each of which may tell only what differs from the one before. */
function measuresIn(list: Field): Measure[] {
  const read: Measure[] = [];
  for (const each of items(list)) read.push(measure(each, read.at(-1)));
  return read;
}

function measure(given: Field, before?: Measure): Measure {
  const field = modern(given);
  const get = (key: string) => numberIn(at(field, key));
  const census = optional(at(field, 'census'), censusClock);
  const sampled = optional(at(field, 'sampled'), numberIn);
  const representatives = optional(at(field, 'representatives'), (each) =>
    indicesIn(each, before?.representatives),
  );
  const pictureRead = optional(at(field, 'picture'), picture);
  const numbers = CURVES.flatMap((row): [string, Value][] => {
    const value = measured(row, field);
    return value === undefined ? [] : [[row.id, value]];
  });
  return {
    type: 'measure',
    report: get('report'),
    step: get('step'),
    steps: get('steps'),
    seconds: get('seconds'),
    stepsPerSecond: get('stepsPerSecond'),
    secondsLeft: get('secondsLeft'),
    terms: numbersByName(at(field, 'terms')),
    ...(Object.fromEntries(numbers) as Numbers),
    ...(census && { census }),
    angles: floatsIn(at(field, 'angles')),
    ...(sampled !== undefined && { sampled }),
    ...(representatives && { representatives }),
    ...(pictureRead && { picture: pictureRead }),
  };
}

function summary(given: Field): Summary {
  const field = modern(given);
  const get = (key: string) => numberIn(at(field, key));
  const results = RESULTS.map(({ id, perEpsilon, newer }) => {
    const read: (field: Field) => number | Record<string, number> = perEpsilon ? numbersByName : numberIn;
    const own = at(field, id);
    const value = newer ? (optional(own, read) ?? (perEpsilon ? {} : Number.NaN)) : read(own);
    return [id, value] as const;
  });
  return {
    type: 'summary',
    ...(Object.fromEntries(results) as Results),
    knnRandomInit: get('knnRandomInit'),
    knnUntrained: optional(at(field, 'knnUntrained'), numberIn) ?? Number.NaN,
    knnRawPixels: get('knnRawPixels'),
    steps: get('steps'),
    seconds: get('seconds'),
    backend: backendName(at(field, 'backend')),
  };
}
