import { expect, it } from 'vitest';
import { complete, type RunConfig } from '../../../src/base/config.ts';
import { catalogue } from '../../../src/train/lane/menu.ts';
import { timeWords } from '../../../src/ui/setup/time-words.ts';

const said = (...lanes: RunConfig[]) =>
  timeWords(
    lanes.map((lane) => complete(lane, catalogue)),
    catalogue,
  );
const DINO = { method: 'dino', prototypes: 'joint' };
const TEACHER = (times: string) =>
  `The teacher turns over ${times} in this run. In DINO’s own recipe it turns over 250 times.`;

it.each<[string, RunConfig[], string]>([
  ['the default', [DINO], `Joint prototypes learn at 10 times the encoder’s rate. ${TEACHER('10 times')}`],
  [
    'no compression',
    [{ ...DINO, time_compression: 1 }],
    `Joint prototypes learn at the encoder’s rate. ${TEACHER('once')}`,
  ],
  [
    'settings of their own',
    [{ ...DINO, prototype_lr_multiplier: 0, momentum_teacher: 0.99 }],
    `Joint prototypes do not move. ${TEACHER('2.5 times')}`,
  ],
  [
    'runs of two lengths',
    [DINO, { ...DINO, steps: 2000 }],
    `Joint prototypes learn at 10 times the encoder’s rate. ${TEACHER('10 to 40 times')}`,
  ],
  [
    'DINO’s own length',
    [{ ...DINO, time_compression: 1, prototypes: 'fixed', steps: 100_000 }],
    TEACHER('200 times'),
  ],
  ['decoupled prototypes', [{ ...DINO, prototypes: 'decoupled' }], TEACHER('10 times')],
  [
    'no teacher but the student',
    [{ method: 'swav', prototypes: 'joint' }],
    'Joint prototypes learn at 10 times the encoder’s rate.',
  ],
  ['neither', [{ method: 'swav', prototypes: 'fixed' }], ''],
])('of %s', (_, lanes, expected) => expect(said(...lanes)).toBe(expected));
