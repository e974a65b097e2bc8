import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import { PresetPick } from '../setup/PresetPick.tsx';
import { CopyLink } from '../share/CopyLink.tsx';
import { ExportMenu } from '../share/ExportMenu.tsx';
import type { AppState } from '../state/app-state.ts';
import { TourButton } from '../understand/tour/TourButton.tsx';
import { Term } from '../words/Term.tsx';
import { Keyboard } from './Keyboard.tsx';

interface TopBarProps {
  readonly state: AppState;
  readonly onFlip: () => void;
}

/** The page's name and its general controls: presets, tour, link, exports, keys, theme. */
export function TopBar({ state, onFlip }: TopBarProps) {
  const { theme } = useEnvironment();
  return (
    <header className="topbar" data-embed="off">
      <div className="title">
        <h1>proto-playground</h1>
        <p>
          Watch prototypes <Term of="collapse">collapse</Term>, and find out what helps.
        </p>
      </div>
      <div className="topbar-tools">
        <PresetPick state={state} />
        <TourButton state={state} />
        <CopyLink />
        <ExportMenu state={state} />
        <Keyboard />
        <button
          type="button"
          className="quiet"
          {...useControl('theme')}
          aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          title={theme === 'dark' ? 'Light theme' : 'Dark theme'}
          onClick={onFlip}
        >
          <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
            <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.5" />
            <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
          </svg>
        </button>
      </div>
    </header>
  );
}
