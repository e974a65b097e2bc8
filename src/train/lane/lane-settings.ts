import type { RunConfig } from '../../base/config.ts';
import type { KnobValue } from '../../base/knobs.ts';
import { followed, timeSettings } from '../../base/time-compression.ts';
import { pick } from './menu.ts';

/** The settings that a lane uses, with the numbers that its `auto` rate, momentum and weights stand for. Those of parts that it
 *  did not pick are left out. */
export function laneSettings(config: RunConfig): Readonly<Record<string, KnobValue>> {
  const { encoder, method, ...others } = pick(config);
  const used = new Set([
    'views',
    'head',
    encoder.id,
    method.id,
    ...Object.values(others).map(({ id }) => id),
  ]);
  const auto: Readonly<Record<string, KnobValue>> = {
    lr: encoder.learningRate,
    initial_weights: method.initialWeights,
    ...followed(timeSettings(config)),
  };
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => !key.includes('.') || used.has(key.slice(0, key.indexOf('.'))))
      .map(([key, value]) => [key, value === 'auto' ? (auto[key] ?? value) : value]),
  );
}
