import type { ReactNode } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import { useMedia } from '../kit/use-media.ts';
import type { AppState } from '../state/app-state.ts';
import { ableActions, primaryAction, type RunAction } from '../state/run-actions.ts';
import { ActionButton } from './ActionButton.tsx';
import { RunProgress } from './RunProgress.tsx';
import { ROOM } from './room.ts';
import { SeedButton } from './SeedButton.tsx';
import { SeedsPick } from './SeedsPick.tsx';

interface TransportProps {
  readonly state: AppState;
  /** Stands before the buttons. */
  readonly children?: ReactNode;
}

/** The buttons that run the lanes, and how far the slowest lane is. */
export function Transport({ state, children }: TransportProps) {
  const { store } = useEnvironment();
  const able = ableActions(state);
  const primary = primaryAction(state);
  const actions: Readonly<Partial<Record<RunAction, () => void>>> = {
    [primary]: () =>
      store.dispatch({ type: ({ Start: 'start', Pause: 'pause', Resume: 'resume' } as const)[primary] }),
    Step: () => store.dispatch({ type: 'step' }),
    Reset: () => store.dispatch({ type: 'reset' }),
  };
  const presets = useMedia(ROOM.presets);

  return (
    <div className="transport" role="group" aria-label="Run">
      {children}
      <div className="transport-buttons" {...useControl('run-buttons')}>
        {([primary, 'Step', 'Reset'] as const).map((action, i) => (
          <ActionButton
            // one element for Start, Pause and Resume, so that it keeps the focus
            key={i === 0 ? 'primary' : action}
            action={action}
            primary={i === 0}
            able={able[action]}
            onPress={() => actions[action]?.()}
          />
        ))}
      </div>
      {presets && <SeedButton state={state} />}
      {presets && <SeedsPick state={state} />}
      <RunProgress state={state} />
    </div>
  );
}
