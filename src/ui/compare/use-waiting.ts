import { useMemo } from 'react';
import type { Catalogue } from '../../base/catalogue.ts';
import type { Knob } from '../../base/knobs.ts';
import { waiting } from '../state/experiment.ts';
import type { LaneState } from '../state/lane-state.ts';
import { askedConfig } from '../state/seeds/series.ts';

/** Settings of a lane's controls that its run on the page does not have. They wait for a restart. */
export function useWaiting(
  { config, run, siblings }: Pick<LaneState, 'config' | 'run' | 'siblings'>,
  catalogue: Catalogue | undefined,
): readonly (readonly [key: string, knob: Knob])[] {
  const ran = run.config;
  return useMemo(() => {
    const asked = askedConfig(config, ran, siblings);
    return catalogue && asked && ran ? waiting(asked, ran, catalogue) : [];
  }, [catalogue, config, ran, siblings]);
}
