import type { RunConfig } from '../../base/config.ts';
import { cosine } from '../../base/schedule.ts';
import { firstMomentum, prototypeSpeed } from '../../base/time-compression.ts';
import { pick, runValues } from '../lane/menu.ts';

/** Learning rate of a step: a linear warm-up whose first step already moves, then a cosine to the final share. */
export function learningRate(step: number, config: RunConfig): number {
  const { steps, lr, lr_end, warmup } = runValues(config);
  const peak = lr === 'auto' ? pick(config).encoder.learningRate : lr;
  const warmUp = Math.floor(warmup * steps);
  return cosine(step, steps, peak, lr_end * peak, warmUp, peak / Math.max(1, warmUp));
}

/**
 * Learning rate of joint prototypes: a multiple of the other, and 0 while they are frozen (SwAV's
 * freeze_prototypes_niters, DINO's freeze_last_layer). Their moments go on, so that the first move is not too large.
 */
export function prototypeLearningRate(step: number, config: RunConfig): number {
  const run = runValues(config);
  return step < run.freeze_prototypes ? 0 : learningRate(step, config) * prototypeSpeed(run);
}

/** Weight decay of a step: a cosine from weight_decay to weight_decay_end (DINO). */
export function weightDecay(step: number, config: RunConfig): number {
  const { steps, weight_decay, weight_decay_end } = runValues(config);
  return cosine(step, steps, weight_decay, weight_decay_end);
}

/** EMA momentum of the teacher at a step: a cosine from momentum_teacher to momentum_teacher_end (DINO); 0 where the
 *  teacher is the student itself. */
export function teacherMomentum(step: number, config: RunConfig): number {
  if (pick(config).method.teacher === 'student') return 0;
  const run = runValues(config);
  return cosine(step, run.steps, firstMomentum(run), run.momentum_teacher_end);
}
