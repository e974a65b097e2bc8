import { type Catalogue, type Relation, SHELVES } from './catalogue.ts';
import { quoted, type Trouble, TroubleError } from './errors.ts';
import { presentConfig, presentKey } from './former-settings.ts';
import { accepts, choice, type Knob, type KnobValue, parse, wanted } from './knobs.ts';
import { readNumber } from './number-text.ts';

/**
 * A lane's whole setup as one flat record. A shelf's name picks a part (`method: "carp"`), a plain key is a setting
 * of every run (`K: 512`), and a dotted key belongs to a part (`carp.partition_size: 256`). Every key of the
 * catalogue is present, so a config has the same keys whatever parts are picked.
 */
export type RunConfig = Readonly<Record<string, KnobValue>>;

/** A live setting that changed while a lane trained: the steps after `step` train with the new value. */
export interface Change {
  readonly step: number;
  readonly key: string;
  readonly value: KnobValue;
}

/** A return to an earlier step, after a number that was not finite. The batches of the steps between are left out. */
export interface Return {
  readonly from: number;
  readonly to: number;
}

/** All that was done to a run while it trained. With its config, it trains again to the same bits. */
export interface Course {
  /** In the order in which they took effect. */
  readonly changes: readonly Change[];
  /** Steps that were trained one at a time, each with a report of its own. */
  readonly byHand: readonly number[];
  /** Absent for a run whose numbers were finite. */
  readonly returns?: readonly Return[];
}

/** The course of a run that was left alone. */
export const NO_COURSE: Course = { changes: [], byHand: [] };

/** The settings in use after these changes. */
export const configAfter = (config: RunConfig, changes: readonly Change[]): RunConfig =>
  changes.length === 0
    ? config
    : { ...config, ...Object.fromEntries(changes.map(({ key, value }) => [key, value])) };

/** Goes up when a default changes; former-settings.ts keeps the old one. */
export const CONFIG_VERSION = 2;

/** Every config key with its knob, in reading order: shelves, run knobs, then each part's own. */
export function knobsOf(catalogue: Catalogue): ReadonlyMap<string, Knob> {
  const known = allKnobs.get(catalogue);
  if (known) return known;
  const knobs = new Map<string, Knob>();
  for (const shelf of SHELVES) knobs.set(shelf, shelfKnob(catalogue, shelf));
  for (const [key, knob] of Object.entries(catalogue.run)) knobs.set(key, knob);
  for (const shelf of SHELVES)
    for (const part of catalogue.shelves[shelf])
      for (const [key, knob] of Object.entries(part.knobs)) knobs.set(`${part.id}.${key}`, knob);
  allKnobs.set(catalogue, knobs);
  return knobs;
}

/** Kept by catalogue, which never changes: the page asks many times a report. */
const allKnobs = new WeakMap<Catalogue, ReadonlyMap<string, Knob>>();

const SHELF_LABELS: Readonly<Record<(typeof SHELVES)[number], string>> = {
  method: 'Method',
  prototypes: 'Prototypes',
  dataset: 'Dataset',
  encoder: 'Encoder',
  optimizer: 'Optimiser',
};

function shelfKnob(catalogue: Catalogue, shelf: (typeof SHELVES)[number]): Knob {
  const parts = catalogue.shelves[shelf];
  const first = parts[0];
  if (!first) throw new Error(`the catalogue has no ${shelf}`);
  return choice({
    label: SHELF_LABELS[shelf],
    default: first.id,
    options: parts.map((part) => ({ value: part.id, label: part.title })),
    hint: parts.map((part) => `${part.title}: ${part.summary}`).join(' '),
  });
}

export function defaults(catalogue: Catalogue): RunConfig {
  return Object.fromEntries([...knobsOf(catalogue)].map(([key, knob]) => [key, knob.default]));
}

/** The faults of a config: one Trouble for each key that is unknown, of the wrong type or out of range. */
export function problems(config: Readonly<Record<string, unknown>>, catalogue: Catalogue): Trouble[] {
  const knobs = knobsOf(catalogue);
  const found: Trouble[] = [];
  for (const [key, value] of Object.entries(config)) {
    const knob = knobs.get(key);
    if (!knob) found.push(unknownKey(key, knobs.keys()));
    else if (!accepts(knob, value)) found.push(refused(key, knob, value));
  }
  return found;
}

/** Settings of a complete config that contradict each other: one Trouble for each relation of its parts that does not
 *  hold. */
export function contradictions(config: RunConfig, catalogue: Catalogue): Trouble[] {
  const parts = SHELVES.flatMap(
    (shelf) => catalogue.shelves[shelf].find(({ id }) => id === config[shelf]) ?? [],
  );
  return parts
    .flatMap(({ relations = [] }) => relations)
    .filter((relation) => !holds(relation, Number(config[relation.left]), Number(config[relation.right])))
    .map(({ left, must, right }) => ({
      kind: 'config',
      failed: `${left} = ${config[left]} does not fit ${right} = ${config[right]}`,
      why: `${left} must ${must} ${right}.`,
      todo: `Change ${left} or ${right}.`,
      knob: left,
    }));
}

const holds = ({ must }: Relation, left: number, right: number) =>
  must === 'divide' ? right % left === 0 : left <= right;

/** `asked` over the defaults, with former keys under their names of today. Throws a `config` TroubleError that names every fault. */
export function complete(asked: Readonly<Record<string, unknown>>, catalogue: Catalogue): RunConfig {
  const given = presentConfig(asked);
  const alone = problems(given, catalogue);
  const config = { ...defaults(catalogue), ...(given as Record<string, KnobValue>) };
  // values that cannot be alone say nothing of others
  const found = alone.length > 0 ? alone : contradictions(config, catalogue);
  const first = found[0];
  if (first)
    throw new TroubleError(
      found.length === 1 ? first : { ...first, failed: joined(found.map(({ failed }) => failed)) },
    );
  return config;
}

/** Most faults that one message tells. */
const TOLD = 8;

const joined = (faults: readonly string[]): string =>
  [...faults.slice(0, TOLD), ...(faults.length > TOLD ? [`and ${faults.length - TOLD} more`] : [])].join(
    '; ',
  );

/** Keys whose value is not the default, in the catalogue's order. URLs and lane names show these. */
export function changed(config: RunConfig, catalogue: Catalogue): [string, KnobValue][] {
  const pairs: [string, KnobValue][] = [];
  for (const [key, knob] of knobsOf(catalogue)) {
    const value = config[key];
    if (value !== undefined && value !== knob.default) pairs.push([key, value]);
  }
  return pairs;
}

/** Text pairs (URL parts, command-line flags) as config values. Throws a `config` TroubleError for the first that
 *  does not parse. */
export function readPairs(
  pairs: Iterable<readonly [string, string]>,
  catalogue: Catalogue,
): Record<string, KnobValue> {
  const knobs = knobsOf(catalogue);
  const values: Record<string, KnobValue> = {};
  for (const [name, text] of pairs) {
    const key = presentKey(name);
    const knob = knobs.get(key);
    if (!knob) throw new TroubleError(unknownKey(key, knobs.keys()));
    const value = parse(knob, text);
    if (value === undefined || !accepts(knob, value)) throw new TroubleError(refused(key, knob, text));
    values[key] = value;
  }
  return values;
}

function refused(key: string, knob: Knob, value: unknown): Trouble {
  const shown = quoted(typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)));
  return {
    kind: 'config',
    failed: `${key} = ${shown} ${fault(knob, value)}`,
    why: `${key} must be ${wanted(knob)}.`,
    todo: `Correct it; the default is ${knob.default}.`,
    knob: key,
  };
}

/** The rest of a sentence about a value that a knob does not accept. */
function fault(knob: Knob, value: unknown): string {
  if (!('min' in knob)) return 'is not possible';
  const read = typeof value === 'string' ? readNumber(value) : { value: Number(value) };
  if ('fault' in read) return read.fault;
  return read.value < knob.min || read.value > knob.max ? 'is out of range' : 'is not possible';
}

function unknownKey(key: string, known: Iterable<string>): Trouble {
  const all = [...known];
  const near = all.filter((k) => k.toLowerCase().includes(key.toLowerCase().replace(/^.*\./, '')));
  return {
    kind: 'config',
    failed: `Unknown setting ${quoted(key)}`,
    why: `Known settings are ${(near.length > 0 ? near : all).slice(0, 3).join(', ')} and others.`,
    todo: 'Remove it or correct its name.',
    knob: key,
  };
}
