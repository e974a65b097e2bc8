import { useMemo } from 'react';
import type { Catalogue } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import type { Knob } from '../../base/knobs.ts';
import { waiting } from '../state/experiment.ts';

/** Settings of a lane's controls that its run on the page, `runs`, does not have. They wait for a restart. */
export function useWaiting(
  config: RunConfig | undefined,
  runs: RunConfig | undefined,
  catalogue: Catalogue | undefined,
): readonly (readonly [key: string, knob: Knob])[] {
  return useMemo(
    () => (catalogue && config && runs ? waiting(config, runs, catalogue) : []),
    [catalogue, config, runs],
  );
}
