import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate';
import { EPSILONS, TOY_EPSILON } from '../base/epsilons.ts';
import { TroubleError } from '../base/errors.ts';
import { nameAt, namesOf } from '../base/measure-row.ts';
import { CURVES, type CurveRow } from '../base/measures.ts';
import { at, entries, type Field, items, numberIn, replacer, textIn, unfit } from './json-field.ts';
import { readRunJson } from './read-run.ts';
import { type RunLane, runJson } from './run-json.ts';
import { anglesIn, seriesIn, thinAngles, thinSeries } from './thin-series.ts';

/** Goes up when older readers cannot read new codes. */
const CODE_VERSION = 1;
/** Longest code that is decoded, in letters. Six lanes take half of it. */
const LONGEST_CODE = 32_000;
/** Most letters that a code may unpack to. */
const MOST_TEXT = 400_000;
/** Most points of a curve, by the number of lanes: a link of six lanes must fit into a message, too. */
const POINTS = [48, 48, 44, 40, 36, 32] as const;

/** The content of a code beside the runs. */
export interface CodedRuns {
  /** Index into EPSILONS that the page shows. */
  readonly epsilon: number;
  /** The address without results that the code was made for. Results of other settings are refused. */
  readonly address: string;
  readonly createdAt: string;
  readonly playground: string;
  /** One a lane of the address; absent for a lane without a run. Settings are in the address. */
  readonly lanes: readonly (RunLane | undefined)[];
  /** Steps whose points every curve keeps, by lane. */
  readonly marked: readonly (number | undefined)[];
}

/**
 * Packs the results of runs into some kB of text for an address: thinned and rounded curves at one ε, and the last numbers to
 * six digits. Settings are left out, because the address has them.
 */
export function codeOf({ epsilon, address, createdAt, playground, lanes, marked }: CodedRuns): string {
  const most = POINTS[lanes.length - 1] ?? Math.min(...POINTS);
  const value = {
    v: CODE_VERSION,
    address: checksum(address),
    epsilon,
    createdAt,
    playground,
    lanes: lanes.map((lane, i) => lane && thinLane(lane, epsilon, most, marked[i])),
  };
  return base64url(deflateSync(strToU8(JSON.stringify(value, rounding)), { level: 9 }));
}

function thinLane(lane: RunLane, epsilon: number, most: number, marked: number | undefined) {
  const { label, backend, baseline, final, summary, series, course } = lane;
  const { picture: _, representatives: __, angles, ...numbers } = final ?? {};
  const also = new Set(marked === undefined ? [] : [marked]);
  const names = CURVES.filter(drawn).flatMap((row) =>
    row.perEpsilon ? [nameAt(row.id, EPSILONS[epsilon] ?? TOY_EPSILON)] : namesOf(row),
  );
  const terms = Object.keys(series).filter((name) => name.startsWith('term.'));
  return {
    ...(label !== undefined && { label }),
    ...course,
    backend: { name: backend.name, adapter: backend.adapter, software: backend.software },
    ...(baseline && { baseline }),
    ...(angles && { final: numbers, angles: thinAngles(angles) }),
    ...(summary && { summary }),
    series: Object.fromEntries(
      [...names, ...terms].flatMap((name) =>
        series[name]?.steps.length ? [[name, thinSeries(series[name], most, also)]] : [],
      ),
    ),
  };
}

/** Curves that the page draws. */
const drawn = (row: CurveRow): boolean =>
  row.panel !== undefined || CURVES.some(({ panel }) => panel?.thin === row.id);

function rounding(key: string, value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value)
    ? Number(value.toPrecision(6))
    : replacer(key, value);
}

/**
 * The runs that `codeOf` packed, for the same address and these settings a lane. Throws a `data` TroubleError for any
 * other text: too long, damaged, of a newer version, of other settings, or with numbers out of order or range.
 */
export function readCode(
  code: string,
  address: string,
  configs: readonly RunLane['config'][],
): Omit<CodedRuns, 'marked' | 'address'> {
  const file: Field = { value: parsed(code), path: '' };
  const version = numberIn(at(file, 'v'));
  if (version !== CODE_VERSION)
    throw refused(`They have version ${version}, and this page reads version ${CODE_VERSION}.`);
  if (numberIn(at(file, 'address')) !== checksum(address))
    throw refused('They belong to other settings than the link has now.');
  const epsilon = numberIn(at(file, 'epsilon'));
  if (EPSILONS[epsilon] === undefined) throw unfit(at(file, 'epsilon'), `an index below ${EPSILONS.length}`);
  const lanes = items(at(file, 'lanes'));
  if (lanes.length !== configs.length)
    throw refused(`They have ${lanes.length} lanes, and the link has ${configs.length}.`);
  const createdAt = textIn(at(file, 'createdAt'));
  const playground = textIn(at(file, 'playground'));
  return {
    epsilon,
    createdAt,
    playground,
    lanes: configs.map((config, i) => {
      const lane = lanes[i];
      return lane && lane.value !== null ? wholeLane(lane, config, createdAt, playground) : undefined;
    }),
  };
}

/** A lane as a run file holds it, which `readRunJson` then checks field by field. */
function wholeLane(field: Field, config: RunLane['config'], createdAt: string, playground: string): RunLane {
  const own = entries(field);
  const series = new Map(
    [...entries(at(field, 'series'))].map(([name, inner]) => [name, seriesIn(inner)] as const),
  );
  const final = own.has('final') && {
    final: { ...object(at(field, 'final')), angles: anglesIn(at(field, 'angles')) },
  };
  const text = JSON.stringify({
    ...JSON.parse(runJson({ createdAt, playground, lanes: [] })),
    lanes: [
      {
        ...object(field),
        ...final,
        backend: { ...object(at(field, 'backend')), reason: 'The run came with a link.' },
        config,
        series: Object.fromEntries(series),
        snapshots: undefined,
      },
    ],
  });
  const [lane] = readRunJson(text).lanes;
  if (!lane) throw unfit(field, 'a lane');
  return lane;
}

const object = (field: Field): Record<string, unknown> =>
  Object.fromEntries([...entries(field)].map(([key, { value }]) => [key, value]));

function parsed(code: string): unknown {
  if (code.length > LONGEST_CODE)
    throw refused(`They have ${code.length} letters, and a link holds at most ${LONGEST_CODE}.`);
  let text: string;
  try {
    text = strFromU8(inflateSync(bytesOf(code), { out: new Uint8Array(MOST_TEXT) }));
  } catch {
    throw refused('They are damaged: some letters are missing or were changed.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw refused('They are damaged: some letters are missing or were changed.');
  }
}

function refused(why: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed: 'The link’s results cannot be shown',
    why,
    todo: 'The link’s settings apply. Press Start to train them, or ask for the link again.',
  });
}

function base64url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function bytesOf(code: string): Uint8Array {
  const text = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/** FNV-1a of a text, 32 bits. It tells settings apart; it is no protection. */
function checksum(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of strToU8(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
