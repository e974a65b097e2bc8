import {
  type Change,
  type Course,
  configAfter,
  contradictions,
  knobsOf,
  problems,
  type RunConfig,
} from '../../base/config.ts';
import { TroubleError } from '../../base/errors.ts';
import type { KnobValue } from '../../base/knobs.ts';
import { catalogue } from '../lane/menu.ts';

/** A running lane's config with one live setting changed. Throws a `config` TroubleError if the setting is unknown, out of
 *  range, read at a start only, or contradicts another. */
export function retuned(config: RunConfig, key: string, value: KnobValue): RunConfig {
  const [problem] = problems({ [key]: value }, catalogue);
  if (problem) throw new TroubleError(problem);
  if (!knobsOf(catalogue).get(key)?.live)
    throw new TroubleError({
      kind: 'config',
      failed: `${key} cannot change while a lane runs`,
      why: 'It is read at the start.',
      todo: 'Reset the lane to start with this value.',
      knob: key,
    });
  const turned = { ...config, [key]: value };
  const [contradiction] = contradictions(turned, catalogue);
  if (contradiction) throw new TroubleError(contradiction);
  return turned;
}

/** The changes with one more at their end. One at the same step takes the place of an earlier one of its setting, and
 *  is left out where it brings the value back that the steps before it trained with. */
export function withChange(
  changes: readonly Change[],
  change: Change,
  started: RunConfig,
): readonly Change[] {
  const others = changes.filter(({ step, key }) => step !== change.step || key !== change.key);
  return configAfter(started, others)[change.key] === change.value ? others : [...others, change];
}

/** The changes of a run that goes back to an earlier step: those after it hold from that step on. */
export const backTo = (step: number, changes: readonly Change[], started: RunConfig): readonly Change[] =>
  changes.reduce<readonly Change[]>(
    (kept, change) => withChange(kept, { ...change, step: Math.min(step, change.step) }, started),
    [],
  );

/** Throws a `config` TroubleError that names the first change of a course which a run with this config could not make. */
export function checkCourse({ changes }: Course, config: RunConfig): void {
  let running = config;
  for (const [i, { step, key, value }] of changes.entries()) {
    const before = changes[i - 1]?.step ?? 0;
    if (!Number.isSafeInteger(step) || step < before)
      throw new TroubleError({
        kind: 'config',
        failed: `The change of ${key} has the step ${step}`,
        why: `The step must be a whole number, at least ${before}, in the order of the changes.`,
        todo: 'Correct the step.',
        knob: key,
      });
    try {
      running = retuned(running, key, value);
    } catch (thrown) {
      if (!(thrown instanceof TroubleError)) throw thrown;
      const { trouble } = thrown;
      throw new TroubleError({ ...trouble, failed: `${trouble.failed} (the change at step ${step})` });
    }
  }
}
