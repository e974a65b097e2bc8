import type { RunConfig } from '../../base/config.ts';
import { numeral } from '../words/numerals.ts';

/** Notes on settings that change nothing in the runs of these configs, by config key. */
const IDLE: Readonly<Record<string, (config: RunConfig) => string | undefined>> = {
  'swav.queue_length': (config) => {
    const length = Number(config['swav.queue_length']);
    if (config['method'] !== 'swav' || length === 0) return undefined;
    const full = Math.ceil(length / Number(config['batch']));
    const first = Math.max(full, Number(config['swav.queue_start']));
    const steps = Number(config['steps']);
    return first < steps
      ? undefined
      : `The queue is never used: its first step is ${numeral(first)}, and the run has ${numeral(steps)}.`;
  },
  freeze_prototypes: (config) =>
    config['prototypes'] === 'joint' && Number(config['freeze_prototypes']) >= Number(config['steps'])
      ? 'Prototypes stay frozen to the end of the run.'
      : undefined,
  update: (config) => (config['update'] === 'encoder' ? 'Prototypes stay as they start.' : undefined),
};

/** The note on a setting that changes nothing in some of these runs; undefined for one that does. */
export function idleNote(key: string, configs: readonly RunConfig[]): string | undefined {
  const idle = Object.hasOwn(IDLE, key) ? IDLE[key] : undefined;
  for (const config of configs) {
    const note = idle?.(config);
    if (note !== undefined) return note;
  }
  return undefined;
}
