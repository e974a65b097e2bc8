import type { RunConfig } from '../../base/config.ts';
import { cosine } from '../../base/schedule.ts';
import { runValues } from '../lane/menu.ts';

/** Learning rate of a step: a linear warm-up whose first step already moves, then a cosine to the final share. */
export function learningRate(step: number, config: RunConfig): number {
  const { steps, lr, lr_end, warmup } = runValues(config);
  const warmUp = Math.floor(warmup * steps);
  return cosine(step, steps, lr, lr_end * lr, warmUp, lr / Math.max(1, warmUp));
}

/**
 * Learning rate of joint prototypes: a multiple of the other, and 0 while they are frozen (SwAV's
 * freeze_prototypes_niters, DINO's freeze_last_layer). Their moments go on, so that the first move is not too large.
 */
export function prototypeLearningRate(step: number, config: RunConfig): number {
  const { prototype_lr_multiplier, freeze_prototypes } = runValues(config);
  return step < freeze_prototypes ? 0 : learningRate(step, config) * prototype_lr_multiplier;
}

/** Weight decay of a step: a cosine from weight_decay to weight_decay_end (DINO). */
export function weightDecay(step: number, config: RunConfig): number {
  const { steps, weight_decay, weight_decay_end } = runValues(config);
  return cosine(step, steps, weight_decay, weight_decay_end);
}

/** EMA momentum of the teacher at a step: a cosine from momentum_teacher to momentum_teacher_end (DINO). */
export function teacherMomentum(step: number, config: RunConfig): number {
  const { steps, momentum_teacher, momentum_teacher_end } = runValues(config);
  return cosine(step, steps, momentum_teacher, momentum_teacher_end);
}
