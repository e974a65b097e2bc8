import type { Catalogue } from '../../base/catalogue.ts';
import { CONFIG_VERSION, knobsOf, type RunConfig, readPairs } from '../../base/config.ts';
import { type Trouble, troubleOf } from '../../base/errors.ts';
import { formerDefaults } from '../../base/former-defaults.ts';
import { presentKey } from '../../base/former-keys.ts';
import type { KnobValue } from '../../base/knobs.ts';
import { BACKEND_CHOICES, type BackendChoice } from '../../base/messages.ts';
import type { Pace } from './app-state.ts';
import { OPENING_LANES, openingConfigs } from './experiment.ts';
import { MOST_LANES } from './lane-limits.ts';

/** Key of the number of lanes. */
const COUNT_KEY = 'lanes';
/** Key of the pace. The hash holds it only when it is `free`. */
const PACE_KEY = 'pace';
/** Key of the results that a link carries. */
const RESULT_KEY = 'result';
const LANE_KEY = /^lane(\d+)\.(.+)$/;

/**
 * Writes all that differs from a fresh page as a URL hash without "#". A key that all lanes share stands bare
 * (`K=256`), one that only some lanes changed has a prefix (`lane1.prototypes=fixed`), and `lanes=5` gives another
 * number of lanes. Empty when nothing differs.
 */
export function writeHash(
  configs: readonly RunConfig[],
  catalogue: Catalogue,
  pace: Pace = 'lockstep',
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
  if (count.length + free.length + shared.length + own.length === 0) return '';
  const pairs: [string, KnobValue][] = [['v', CONFIG_VERSION], ...count, ...free, ...shared, ...own];
  return pairs.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&');
}

/**
 * Reads a hash (with or without "#") into configs, over those of a fresh page. An address of an older version is read
 * over the defaults of that version. A pair that cannot be read keeps its default and yields one `config` Trouble.
 */
export function readHash(
  hash: string,
  catalogue: Catalogue,
): { configs: RunConfig[]; pace: Pace; troubles: Trouble[] } {
  const pairs = new URLSearchParams(hash.replace(/^#/, ''));
  const troubles: Trouble[] = [];
  const count = readCount(pairs.get(COUNT_KEY), troubles);
  const pace = readPace(pairs.get(PACE_KEY), troubles);
  const configs = openingConfigs(catalogue, count).map(
    (config): Record<string, KnobValue> => ({ ...config, ...formerOf(pairs.get('v'), catalogue) }),
  );
  const own: [number, string, string][] = [];
  for (const [key, text] of pairs) {
    const [, lane, rest] = LANE_KEY.exec(key) ?? [];
    if (key === COUNT_KEY || key === PACE_KEY || key === RESULT_KEY) continue;
    if (key === 'v') troubles.push(...versionTrouble(text));
    else if (lane && rest) own.push([Number(lane), rest, text]);
    else
      for (const values of readOne(key, text, catalogue, troubles, configs[0]))
        for (const config of configs) Object.assign(config, values);
  }
  for (const [number, key, text] of own) {
    const config = configs[number - 1];
    if (!config) troubles.push(laneTrouble(number, key, configs.length));
    else
      for (const values of readOne(key, text, catalogue, troubles, config, ` (lane ${number})`))
        Object.assign(config, values);
  }
  return { configs, pace, troubles };
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
  const found = pairs.find((pair) => pair.startsWith(`${RESULT_KEY}=`));
  if (found === undefined) return undefined;
  return {
    code: found.slice(RESULT_KEY.length + 1),
    address: pairs.filter((pair) => pair !== found).join('&'),
  };
}

/** An address without the results that it may carry. */
export function plainAddress(href: string): string {
  const [page = '', hash] = href.split('#', 2);
  const address = hash === undefined ? undefined : (linkedResults(hash)?.address ?? hash);
  return address ? `${page}#${address}` : page;
}

/** Former defaults of settings that the catalogue has. */
function formerOf(version: string | null, catalogue: Catalogue): Record<string, KnobValue> {
  const knobs = knobsOf(catalogue);
  const former = Object.entries(formerDefaults(Number(version)) ?? {});
  return Object.fromEntries(former.filter(([key]) => knobs.has(key)));
}

function readOne(
  key: string,
  text: string,
  catalogue: Catalogue,
  troubles: Trouble[],
  config: RunConfig | undefined,
  where = '',
): Record<string, KnobValue>[] {
  try {
    return [readPairs([[key, text]], catalogue)];
  } catch (thrown) {
    const trouble = troubleOf(thrown, 'reading the address', 'Open the page without it');
    const kept = config?.[presentKey(key)];
    const todo = kept === undefined ? 'The rest of the link still works.' : `Using ${kept}.`;
    troubles.push({ ...trouble, failed: `${trouble.failed}${where}`, todo });
    return [];
  }
}

function readCount(text: string | null, troubles: Trouble[]): number {
  if (text === null) return OPENING_LANES;
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MOST_LANES) return count;
  troubles.push({
    kind: 'config',
    failed: `${COUNT_KEY} = ${text} is not possible`,
    why: `${COUNT_KEY} must be a whole number from 1 to ${MOST_LANES}.`,
    todo: `Using ${OPENING_LANES}.`,
  });
  return OPENING_LANES;
}

function readPace(text: string | null, troubles: Trouble[]): Pace {
  if (text === 'free') return text;
  if (text !== null && text !== 'lockstep')
    troubles.push({
      kind: 'config',
      failed: `${PACE_KEY} = ${text} is not possible`,
      why: `${PACE_KEY} must be lockstep or free.`,
      todo: 'Using lockstep.',
    });
  return 'lockstep';
}

function versionTrouble(text: string): Trouble[] {
  if (Number(text) === CONFIG_VERSION || formerDefaults(Number(text))) return [];
  return [
    {
      kind: 'config',
      failed: `The link has version ${text}`,
      why: `This page writes version ${CONFIG_VERSION}.`,
      todo: 'Check the settings below, or open the link in the version of the page that made it.',
    },
  ];
}

const laneTrouble = (number: number, key: string, lanes: number): Trouble => ({
  kind: 'config',
  failed: `lane${number}.${key} names no lane`,
  why: `The link has lanes 1 to ${lanes}.`,
  todo: `Correct the lane number, or add lanes (${COUNT_KEY}=${MOST_LANES} at most).`,
});

/** Reads the backend from a query string (`?backend=wasm`). An unknown name yields a Trouble. */
export function readBackend(query: string): { backend: BackendChoice; troubles: Trouble[] } {
  const word = new URLSearchParams(query).get('backend');
  const backend = word === null ? 'auto' : BACKEND_CHOICES.find((choice) => choice === word);
  if (backend) return { backend, troubles: [] };
  return {
    backend: 'auto',
    troubles: [
      {
        kind: 'config',
        failed: `backend = ${word} is not possible`,
        why: `backend must be one of ${BACKEND_CHOICES.join(', ')}.`,
        todo: 'Using auto.',
      },
    ],
  };
}
