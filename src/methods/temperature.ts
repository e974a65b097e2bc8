import { linear } from '../base/schedule.ts';
import type { Context } from './method.ts';

/** The teacher's temperature rises over the first 30 % of the steps (DINO). */
export function teacherTemperature(
  values: { readonly warmup_teacher_temp: number; readonly teacher_temp: number },
  { step, steps }: Context,
): number {
  return linear(step, Math.floor(0.3 * steps), values.warmup_teacher_temp, values.teacher_temp);
}
