import type { KnobValue } from './knobs.ts';

/** Defaults of older versions of the config (CONFIG_VERSION) that have changed since, so that an old address, which
 *  holds what differed from them, trains what it trained then. */
const FORMER: Readonly<Record<number, Readonly<Record<string, KnobValue>>>> = {
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
  Object.hasOwn(FORMER, version) ? FORMER[version] : undefined;
