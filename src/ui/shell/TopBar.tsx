import type { ReactNode } from 'react';
import type { RunConfig } from '../../base/config.ts';
import { useEnvironment } from '../kit/environment.ts';
import { useMedia } from '../kit/use-media.ts';
import { PresetPick } from '../setup/PresetPick.tsx';
import type { AppState } from '../state/app-state.ts';
import { Term } from '../words/Term.tsx';
import { ROOM } from './room.ts';
import { Transport } from './Transport.tsx';

interface TopBarProps {
  readonly state: AppState;
  /** Settings of the lanes there are. */
  readonly configs: readonly RunConfig[];
  readonly children?: ReactNode;
}

/** The left part of the bar: the page's name, presets, and the run. It stays in view, and never changes its height. */
export function TopBar({ state, configs, children }: TopBarProps) {
  const { embed } = useEnvironment().lesson;
  // an iframe has no banner of its own
  const Bar = embed ? 'div' : 'header';
  return (
    <Bar className="topbar">
      <h1 data-embed="off">proto-playground</h1>
      <p className="tagline" data-embed="off">
        Are your prototypes <Term of="collapse">collapsing</Term>? Train joint and decoupled side by side.
      </p>
      <Transport state={state}>
        {useMedia(ROOM.presets) && <PresetPick configs={configs} catalogue={state.catalogue} />}
      </Transport>
      {children}
    </Bar>
  );
}
