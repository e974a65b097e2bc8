import type { Course, RunConfig } from '../base/config.ts';
import { pictureBy } from '../base/message-arrays.ts';
import type { BackendInfo, Baseline, Measure, Summary } from '../base/messages.ts';
import type { Series } from '../base/series.ts';
import { replacer } from './json-field.ts';
import { packFloats } from './packed-floats.ts';
import { packIndices } from './packed-indices.ts';

export const RUN_FORMAT = 'proto-playground-run';
/** Goes up when older readers cannot read new files, or would take them for something else. In version 1 the config had
 *  the live changes in it, and nothing told of them. */
export const RUN_VERSION = 2;

/** The beginning of collapse at one ε. */
export interface Beginning {
  readonly epsilon: number;
  /** Step of the first report at which unique has lost a tenth of what it loses in the end. */
  readonly onset?: number;
  /** Step of the first report at which two prototypes count as one that did not at the start, and their indices. */
  readonly firstMerge?: { readonly step: number; readonly pair: readonly [number, number] };
}

export interface RunLane {
  /** The settings that the run started with. */
  readonly config: RunConfig;
  /** The changes to it while it trained. Absent for a run that was left alone, and in older files. */
  readonly course?: Course;
  /** Number of the lane that trained it, from 1, where that lane trained several seeds. Its seeds stand in a row. */
  readonly place?: number;
  /** The lane's label beside the others, such as "CARP · joint". Older files have none. */
  readonly label?: string;
  readonly backend: BackendInfo;
  /** Absent when the lane was exported before it measured them. */
  readonly baseline?: Baseline;
  /** Curves by flat name, such as "unique@0.5", "loss", "term.entropy"; shares in 0..1. */
  readonly series: Readonly<Record<string, Series>>;
  /** Absent in older files. */
  readonly began?: readonly Beginning[];
  /** The last report. */
  readonly final?: Measure;
  /** Reports with their pictures in step order, for the time machine. */
  readonly snapshots?: readonly Measure[];
  /** Present once the lane has finished. */
  readonly summary?: Summary;
}

export interface Run {
  /** Time in ISO 8601. */
  readonly createdAt: string;
  /** Version of the playground that made the run. */
  readonly playground: string;
  /** Its commit; absent in older files. */
  readonly commit?: string;
  readonly lanes: readonly RunLane[];
}

/** Neighbours in a list that one lane trained with different seeds, as one entry each. */
export function byPlace<T>(list: readonly T[], placeOf: (entry: T) => unknown): T[][] {
  const groups: T[][] = [];
  list.forEach((entry, i) => {
    const place = placeOf(entry);
    const before = list[i - 1];
    const along = i > 0 && before !== undefined && place !== undefined && placeOf(before) === place;
    if (along) groups.at(-1)?.push(entry);
    else groups.push([entry]);
  });
  return groups;
}

/** The run as JSON. The final angles become a list, all other long arrays are packed (packed-floats.ts), and numbers
 *  that JSON lacks become the words NaN and ±Infinity. */
export function runJson(run: Run): string {
  const lanes = run.lanes.map(({ snapshots, final, config, course, ...lane }) => ({
    config,
    ...course,
    ...lane,
    ...(final && { final: packed(final) }),
    ...(snapshots && {
      snapshots: snapshots.map((each, i) => ({
        ...packed(each, snapshots[i - 1]),
        angles: packFloats(each.angles),
      })),
    }),
  }));
  return JSON.stringify({ format: RUN_FORMAT, version: RUN_VERSION, ...run, lanes }, replacer, 1);
}

/** A report with packed pictures and representatives, the latter by what differs from the report before. */
const packed = ({ picture, representatives, ...numbers }: Measure, before?: Measure) => ({
  ...numbers,
  ...(representatives && { representatives: packIndices(representatives, before?.representatives) }),
  ...(picture && { picture: pictureBy((name) => packFloats(picture[name])) }),
});
