import type { KnobValue } from './knobs.ts';

/** Defaults of older versions of the config (CONFIG_VERSION) that have changed since, so that an old address, which
 *  holds what differed from them, trains what it trained then. */
const DEFAULTS: Readonly<Record<number, Readonly<Record<string, KnobValue>>>> = {
  1: {
    lr: 0.002,
    prototype_lr_multiplier: 10,
    momentum_teacher: 0.99,
    'dino.student_temp': 0.1,
    'ibot.student_temp': 0.1,
    'ibot.patch_weight': 1,
    'spherical.eta': 0.9,
  },
};

/** The former defaults of a version; undefined if no older version has this number. */
export const formerDefaults = (version: number): Readonly<Record<string, KnobValue>> | undefined =>
  Object.hasOwn(DEFAULTS, version) ? DEFAULTS[version] : undefined;

/** Config keys that have another name today, by their former one, so that old addresses, commands and run files open. */
const KEYS: Readonly<Record<string, string>> = { advance: 'update' };

export const FORMER_KEYS: readonly string[] = Object.keys(KEYS);

/** A config key under the name it has today. */
export const presentKey = (key: string): string => (FORMER_KEYS.includes(key) ? (KEYS[key] ?? key) : key);

/** A config with its keys under the names they have today. */
export const presentConfig = <V>(config: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(config).map(([key, value]) => [presentKey(key), value]));
