import { contradictions, knobsOf, problems, type RunConfig } from '../../base/config.ts';
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
