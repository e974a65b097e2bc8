import type { Catalogue } from '../../../base/catalogue.ts';
import { CONFIG_VERSION, knobsOf, type RunConfig, readPairs } from '../../../base/config.ts';
import { quoted, type Trouble, troubleOf } from '../../../base/errors.ts';
import { formerDefaults, presentKey } from '../../../base/former-settings.ts';
import type { KnobValue } from '../../../base/knobs.ts';
import { BACKEND_CHOICES, type BackendChoice } from '../../../base/messages.ts';
import type { Pace } from '../app-state.ts';
import { OPENING_LANES, openingConfigs } from '../experiment.ts';
import { MOST_LANES } from '../lane-limits.ts';
import { SEED_COUNTS, type SeedCount } from '../seeds/counts.ts';
import { type Faults, faultTroubles } from './faults.ts';
import { SHARED_KEYS, twice, twiceTroubles } from './parts.ts';

/** Key of the number of lanes. */
const COUNT_KEY = 'lanes';
/** Key of the pace. The hash holds it only when it is `free`. */
const PACE_KEY = 'pace';
/** Key of the number of seeds that a start runs. The hash holds it only when there are several. */
const SEEDS_KEY = 'seeds';
/** Key of the results that a link carries. */
const RESULT_KEY = 'result';
const LANE_KEY = /^lane(\d+)\.(.+)$/;

/** A key under the name that it has today, such as "lane1.update" for "lane01.advance". */
function presentLaneKey(key: string): string {
  const [, lane, rest] = LANE_KEY.exec(key) ?? [];
  return lane && rest ? `lane${Number(lane)}.${presentKey(rest)}` : presentKey(key);
}

/**
 * Writes all that differs from a fresh page as a URL hash without "#". A key that all lanes share stands bare
 * (`K=256`), one that only some lanes changed has a prefix (`lane1.prototypes=fixed`), and `lanes=5` gives another
 * number of lanes. Empty when nothing differs.
 */
export function writeHash(
  configs: readonly RunConfig[],
  catalogue: Catalogue,
  pace: Pace = 'lockstep',
  seeds: SeedCount = 1,
): string {
  const opening = openingConfigs(catalogue, configs.length);
  const shared: [string, KnobValue][] = [];
  const own: [string, KnobValue][] = [];
  for (const key of knobsOf(catalogue).keys()) {
    const changed = configs.filter((config, i) => config[key] !== opening[i]?.[key]).length;
    if (changed === 0) continue;
    const first = configs[0]?.[key];
    if (first !== undefined && configs.every((config) => config[key] === first)) shared.push([key, first]);
    else
      configs.forEach((config, i) => {
        const value = config[key];
        if (value !== undefined && value !== opening[i]?.[key]) own.push([`lane${i + 1}.${key}`, value]);
      });
  }
  const count: [string, KnobValue][] = configs.length === OPENING_LANES ? [] : [[COUNT_KEY, configs.length]];
  const free: [string, KnobValue][] = pace === 'free' ? [[PACE_KEY, pace]] : [];
  const several: [string, KnobValue][] = seeds === 1 ? [] : [[SEEDS_KEY, seeds]];
  if (count.length + free.length + several.length + shared.length + own.length === 0) return '';
  const pairs: [string, KnobValue][] = [
    ['v', CONFIG_VERSION],
    ...count,
    ...free,
    ...several,
    ...shared,
    ...own,
  ];
  return pairs.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
}

/**
 * Reads a hash (with or without "#") into configs, over those of a fresh page. An address of an older version is read
 * over the defaults of that version. A pair that cannot be read keeps its default; of a key that stands twice the last
 * counts. `troubles` says so, in a few lines however many pairs there are.
 */
export function readHash(
  hash: string,
  catalogue: Catalogue,
): { configs: RunConfig[]; pace: Pace; seeds: SeedCount; troubles: Trouble[] } {
  const pairs = [...new URLSearchParams(hash.replace(/^#/, ''))].map(
    ([key, text]) => [presentLaneKey(key), text] as const,
  );
  const troubles: Trouble[] = [];
  const last = new Map(pairs);
  const count = readCount(last.get(COUNT_KEY), troubles);
  const pace = readPace(last.get(PACE_KEY), troubles);
  const seeds = readSeeds(last.get(SEEDS_KEY), troubles);
  const version = last.get('v');
  if (version !== undefined) troubles.push(...versionTrouble(version));
  const configs = openingConfigs(catalogue, count).map(
    (config): Record<string, KnobValue> => ({ ...config, ...formerOf(version, catalogue) }),
  );
  const faults: Faults = { unknown: [], noLane: [], refused: [] };
  const knobs = knobsOf(catalogue);
  const own: [name: string, lane: number, key: string, text: string][] = [];
  for (const [name, text] of last) {
    const [, lane, key = name] = LANE_KEY.exec(name) ?? [];
    if (SHARED_KEYS.has(name)) continue;
    if (!knobs.has(key)) faults.unknown.push(name === '' ? `=${text}` : name);
    else if (lane) own.push([name, Number(lane), key, text]);
    else readOne(key, text, catalogue, faults, configs);
  }
  for (const [name, lane, key, text] of own) {
    const config = configs[lane - 1];
    if (!config) faults.noLane.push(name);
    else readOne(key, text, catalogue, faults, [config], ` (lane ${lane})`);
  }
  troubles.push(
    ...twiceTroubles(twice(pairs.map(([key]) => key))),
    ...faultTroubles(faults, configs.length, catalogue),
  );
  return { configs, pace, seeds, troubles };
}

/** Results in an address, and the rest of its hash, without "#". */
export interface LinkedResults {
  readonly code: string;
  readonly address: string;
}

/** The hash of these settings with results. It names the version even if nothing differs from a fresh page. */
export function resultHash(hash: string, code: (address: string) => string): string {
  const address = hash === '' ? `v=${CONFIG_VERSION}` : hash;
  return `${address}&${RESULT_KEY}=${code(address)}`;
}

/** Takes a hash (with or without "#") apart; undefined if it carries no results. */
export function linkedResults(hash: string): LinkedResults | undefined {
  const pairs = hash.replace(/^#/, '').split('&');
  const carries = (pair: string) => pair.startsWith(`${RESULT_KEY}=`);
  const found = pairs.filter(carries).at(-1);
  if (found === undefined) return undefined;
  return {
    code: found.slice(RESULT_KEY.length + 1),
    address: pairs.filter((pair) => !carries(pair)).join('&'),
  };
}

/** An address without the results that it may carry. */
export function plainAddress(href: string): string {
  const [page = '', hash] = href.split('#', 2);
  const address = hash === undefined ? undefined : (linkedResults(hash)?.address ?? hash);
  return address ? `${page}#${address}` : page;
}

/** Former defaults of settings that the catalogue has. */
function formerOf(version: string | undefined, catalogue: Catalogue): Record<string, KnobValue> {
  const knobs = knobsOf(catalogue);
  const former = Object.entries(formerDefaults(Number(version)) ?? {});
  return Object.fromEntries(former.filter(([key]) => knobs.has(key)));
}

/** Puts a value into configs, or its refusal into `faults`. */
function readOne(
  key: string,
  text: string,
  catalogue: Catalogue,
  { refused }: Faults,
  configs: readonly Record<string, KnobValue>[],
  where = '',
): void {
  try {
    const values = readPairs([[key, text]], catalogue);
    for (const config of configs) Object.assign(config, values);
  } catch (thrown) {
    const trouble = troubleOf(thrown, 'reading the address', 'Open the page without it');
    refused.push({ ...trouble, failed: `${trouble.failed}${where}`, todo: `Using ${configs[0]?.[key]}.` });
  }
}

function readCount(text: string | undefined, troubles: Trouble[]): number {
  if (text === undefined) return OPENING_LANES;
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_LANES) return count;
  troubles.push({
    kind: 'config',
    failed: `${COUNT_KEY} = ${quoted(text)} is not possible`,
    why: `${COUNT_KEY} must be a whole number from 1 to ${MOST_LANES}.`,
    todo: `Using ${OPENING_LANES}.`,
  });
  return OPENING_LANES;
}

function readPace(text: string | undefined, troubles: Trouble[]): Pace {
  if (text === 'free') return text;
  if (text !== undefined && text !== 'lockstep')
    troubles.push({
      kind: 'config',
      failed: `${PACE_KEY} = ${quoted(text)} is not possible`,
      why: `${PACE_KEY} must be lockstep or free.`,
      todo: 'Using lockstep.',
    });
  return 'lockstep';
}

function readSeeds(text: string | undefined, troubles: Trouble[]): SeedCount {
  const count = SEED_COUNTS.find((each) => String(each) === text);
  if (count !== undefined || text === undefined) return count ?? 1;
  troubles.push({
    kind: 'config',
    failed: `${SEEDS_KEY} = ${quoted(text)} is not possible`,
    why: `${SEEDS_KEY} must be one of ${SEED_COUNTS.join(', ')}.`,
    todo: 'Using 1.',
  });
  return 1;
}

function versionTrouble(text: string): Trouble[] {
  if (Number(text) === CONFIG_VERSION || formerDefaults(Number(text))) return [];
  return [
    {
      kind: 'config',
      failed: `The link has version ${quoted(text)}`,
      why: `This page writes version ${CONFIG_VERSION}.`,
      todo: 'Check the settings below, or open the link in the version of the page that made it.',
    },
  ];
}

/** Reads the backend from a query string (`?backend=wasm`). An unknown name yields a Trouble. */
export function readBackend(query: string): { backend: BackendChoice; troubles: Trouble[] } {
  const pairs = new URLSearchParams(query);
  const troubles = twiceTroubles(
    twice([...pairs.keys()].filter((key) => key === 'backend' || key === 'embed')),
  );
  const word = pairs.getAll('backend').at(-1);
  const backend = word === undefined ? 'auto' : BACKEND_CHOICES.find((choice) => choice === word);
  if (backend) return { backend, troubles };
  troubles.push({
    kind: 'config',
    failed: `backend = ${quoted(word ?? '')} is not possible`,
    why: `backend must be one of ${BACKEND_CHOICES.join(', ')}.`,
    todo: 'Using auto.',
  });
  return { backend: 'auto', troubles };
}
