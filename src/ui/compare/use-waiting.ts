import { useMemo } from 'react';
import type { Catalogue } from '../../base/catalogue.ts';
import type { Knob } from '../../base/knobs.ts';
import { waiting } from '../state/experiment.ts';
import type { LaneState } from '../state/lane-state.ts';

/** Settings of a lane's controls that its run on the page does not have. They wait for a restart. */
export function useWaiting(
  { config, run }: Pick<LaneState, 'config' | 'run'>,
  catalogue: Catalogue | undefined,
): readonly (readonly [key: string, knob: Knob])[] {
  return useMemo(
    () => (catalogue && config && run.config ? waiting(config, run.config, catalogue) : []),
    [catalogue, config, run.config],
  );
}
