import { linear } from '../base/schedule.ts';
import type { Context } from './method.ts';

/** The teacher's temperature at a step: linear over the first share of the steps, then constant (DINO). */
export function teacherTemperature(
  values: {
    readonly warmup_teacher_temp: number;
    readonly teacher_temp: number;
    readonly warmup_teacher_temp_share: number;
  },
  { step, steps }: Context,
): number {
  const warmup = Math.floor(values.warmup_teacher_temp_share * steps);
  return linear(step, warmup, values.warmup_teacher_temp, values.teacher_temp);
}
