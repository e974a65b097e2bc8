import type { KnobValue } from './knobs.ts';

// Toy runs are hundreds of times shorter than those of the papers. What this module speeds up makes up for a part of it.

/** DINO's EMA momentum and number of steps: 100 epochs of ImageNet in batches of 1,024 (Caron et al. 2021). */
const DINO = { momentum: 0.996, steps: (100 * 1_281_167) / 1024 };

/** The settings that say how fast joint prototypes and the teacher move. */
export interface TimeSettings {
  /** Speed over that of the papers' prototypes and DINO's teacher. */
  readonly time_compression: number;
  /** A number, or `auto` for the time compression. */
  readonly prototype_lr_multiplier: number | 'auto';
  /** A number, or `auto` for DINO's teacher, compressed. */
  readonly momentum_teacher: number | 'auto';
  readonly momentum_teacher_end: number;
}

/** The settings of time in a config that has every key. */
export function timeSettings(config: Readonly<Record<string, KnobValue>>): TimeSettings {
  const followed = (key: string) => (config[key] === 'auto' ? 'auto' : Number(config[key]));
  return {
    time_compression: Number(config['time_compression']),
    prototype_lr_multiplier: followed('prototype_lr_multiplier'),
    momentum_teacher: followed('momentum_teacher'),
    momentum_teacher_end: Number(config['momentum_teacher_end']),
  };
}

/** Learning rate of joint prototypes over that of the encoder. */
export const prototypeSpeed = ({ time_compression, prototype_lr_multiplier }: TimeSettings): number =>
  prototype_lr_multiplier === 'auto' ? time_compression : prototype_lr_multiplier;

/** The teacher's momentum at step 0. A teacher compressed c times forgets c times as much in a step as DINO's. */
export const firstMomentum = ({ time_compression, momentum_teacher }: TimeSettings): number =>
  momentum_teacher === 'auto' ? Math.max(0, 1 - time_compression * (1 - DINO.momentum)) : momentum_teacher;

/** The values that settings stand for while they are `auto`, by config key. */
export const followed = (time: TimeSettings): Readonly<Record<string, number>> => ({
  prototype_lr_multiplier: prototypeSpeed(time),
  momentum_teacher: firstMomentum(time),
});

/** Number of times that a teacher is replaced by its student in a run: the sum of 1 - momentum over the steps of a cosine from
 *  `first` to `last`. With `last` 1 it is (1 - first) steps / 2. */
export const turns = (first: number, last: number, steps: number): number => (1 - (first + last) / 2) * steps;

/** Turns of DINO's own teacher: 250. */
export const DINO_TURNS = turns(DINO.momentum, 1, DINO.steps);
