import { useControl } from '../kit/use-control.ts';
import type { HideableId } from '../state/controls.ts';
import type { RunAction } from '../state/run-actions.ts';
import { type KeyAct, keyProps } from './keys.ts';

const ICONS = {
  Start: 'M4 2.5v11l9-5.5z',
  Pause: 'M4 2.5h3v11H4zM9 2.5h3v11H9z',
  Resume: 'M2.5 2.5h2.5v11H2.5zM7 2.5v11l7-5.5z',
  Step: 'M3 2.5v11l7-5.5zM11 2.5h2v11h-2z',
  Reset: 'M8 3V.5L4 4l4 3.5V5a4 4 0 1 1-4 4H2a6 6 0 1 0 6-6z',
} as const satisfies Record<Exclude<RunAction, 'New seed'>, string>;

type TransportAction = keyof typeof ICONS;

/** The keyboard shortcut of each action that has one. */
const KEYS: Partial<Record<TransportAction, KeyAct>> = {
  Start: 'run',
  Pause: 'run',
  Resume: 'run',
  Step: 'step',
  Reset: 'reset',
};

/** The name under which a link hides the button. Start, Pause and Resume always stay. */
const CONTROLS: Partial<Record<TransportAction, HideableId>> = {
  Step: 'step',
  Reset: 'reset',
};

interface ActionButtonProps {
  readonly action: TransportAction;
  /** True for the obvious next action, which says its name; the others are icons. An embedded page shows no other. */
  readonly primary: boolean;
  readonly able: boolean;
  readonly onPress: () => void;
}

/** One button of the transport. */
export function ActionButton({ action, primary, able, onPress }: ActionButtonProps) {
  const key = KEYS[action];
  return (
    <button
      type="button"
      className={primary ? 'primary' : 'icon-button'}
      aria-label={primary ? undefined : action}
      // disabled, it would lose the focus with each step that it takes
      aria-disabled={!able || undefined}
      tabIndex={able ? 0 : -1}
      data-embed={primary ? undefined : 'off'}
      {...useControl(CONTROLS[action])}
      {...(key && keyProps(key, action))}
      onClick={() => able && onPress()}
    >
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d={ICONS[action]} fill="currentColor" fillRule="evenodd" />
      </svg>
      {primary && action}
    </button>
  );
}
