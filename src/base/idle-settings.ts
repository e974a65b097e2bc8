import type { RunConfig } from './config.ts';

/** A setting that changes nothing in a run, or keeps something from changing. */
interface IdleSetting {
  readonly key: string;
  /** One sentence, for people. */
  readonly says: string;
}

/** Settings that keep prototypes where they start. */
type StillKey = 'update' | 'freeze_prototypes' | 'prototype_lr_multiplier';

/** The setting that keeps prototypes where they start for so many steps; undefined if they may move. */
export function stillKey(config: RunConfig, steps: number): StillKey | undefined {
  if (config['update'] === 'encoder') return 'update';
  if (config['prototypes'] !== 'joint') return undefined;
  if (Number(config['freeze_prototypes'] ?? 0) >= steps) return 'freeze_prototypes';
  return config['prototype_lr_multiplier'] === 0 ? 'prototype_lr_multiplier' : undefined;
}

const STILL: Readonly<Record<StillKey, string>> = {
  update: 'Prototypes stay as they start.',
  freeze_prototypes: 'Prototypes stay frozen to the end of the run.',
  prototype_lr_multiplier: 'Prototypes stay as they start, because their learning rate is 0.',
};

/** The settings of a run that are idle from its start to its end. */
export function idleSettings(config: RunConfig): IdleSetting[] {
  const still = stillKey(config, Number(config['steps']));
  return [...unusedQueue(config), ...(still ? [{ key: still, says: STILL[still] }] : [])];
}

function unusedQueue(config: RunConfig): IdleSetting[] {
  const key = 'swav.queue_length';
  const length = Number(config[key]);
  if (config['method'] !== 'swav' || !(length > 0)) return [];
  const full = Math.ceil(length / Number(config['batch']));
  const first = Math.max(full, Number(config['swav.queue_start']));
  const steps = Number(config['steps']);
  if (!(first >= steps)) return [];
  const [at, of] = [first, steps].map((step) => step.toLocaleString('en'));
  return [{ key, says: `The queue is never used: its first step is ${at}, and the run has ${of}.` }];
}

/** The note on a setting that is idle in some of these runs; undefined for one that is not. */
export function idleNote(key: string, configs: readonly RunConfig[]): string | undefined {
  return configs.flatMap(idleSettings).find((idle) => idle.key === key)?.says;
}
