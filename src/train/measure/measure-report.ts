import type { RunConfig } from '../../base/config.ts';
import type { Measure } from '../../base/messages.ts';
import { runValues } from '../lane/menu.ts';
import { reportIndex } from '../lane/run-knobs.ts';
import { learningRate, teacherMomentum } from '../step/schedules.ts';
import type { Evaluation } from './evaluate.ts';
import type { GaugeReading } from './gauge.ts';

/** The report on a step, `seconds` of training after the start. */
export function measureOf(
  config: RunConfig,
  step: number,
  seconds: number,
  reading: GaugeReading,
  evaluation: Evaluation | undefined,
): Measure {
  const run = runValues(config);
  const stepsPerSecond = step > 0 ? step / seconds : 0;
  return {
    type: 'measure',
    report: reportIndex(step, run),
    step,
    steps: run.steps,
    seconds,
    stepsPerSecond,
    secondsLeft: step > 0 ? (run.steps - step) / stepsPerSecond : 0,
    ...reading,
    ...evaluation,
    lr: learningRate(step, config),
    momentum: teacherMomentum(step, config),
  };
}
