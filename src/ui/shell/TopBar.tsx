import { useEffect, useState } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { presetConfigs, presetOf, presetsOf } from '../setup/presets.ts';
import { ExportMenu } from '../share/ExportMenu.tsx';
import type { AppState } from '../state/app-state.ts';
import { conflicts } from '../state/locks.ts';
import { TourButton } from '../understand/tour/TourButton.tsx';
import { Term } from '../words/Term.tsx';
import { Keyboard } from './Keyboard.tsx';

interface TopBarProps {
  readonly state: AppState;
  readonly onFlip: () => void;
}

/** The page's name and what concerns all of it: presets, link, exports, theme. */
export function TopBar({ state, onFlip }: TopBarProps) {
  const { store, theme, lesson } = useEnvironment();
  const { catalogue } = state;
  const configs = state.lanes.flatMap((lane) => (lane.config ? [lane.config] : []));
  const presets = catalogue ? presetsOf(catalogue) : [];
  const preset = catalogue && configs.length ? presetOf(configs, catalogue) : undefined;
  return (
    <header className="topbar">
      <div className="title">
        <h1>proto-playground</h1>
        <p>
          Watch prototypes <Term of="collapse">collapse</Term>, and see why they need not.
        </p>
      </div>
      <div className="topbar-tools">
        <label
          className="pick inline"
          data-control="presets"
          title={preset?.summary ?? 'Settings of your own.'}
        >
          <span>Preset</span>
          <select
            disabled={!catalogue || lesson.lock.has('presets')}
            value={preset?.id ?? ''}
            onChange={(event) => {
              const picked = presets.find(({ id }) => id === event.target.value);
              if (picked && catalogue)
                store.dispatch({ type: 'configs', configs: presetConfigs(picked, catalogue) });
            }}
          >
            {!preset && <option value="">Custom</option>}
            {presets.map((each) => {
              const locked = catalogue ? conflicts(presetConfigs(each, catalogue), state) : [];
              return (
                <option
                  key={each.id}
                  value={each.id}
                  title={each.summary}
                  disabled={locked.length > 0 && each.id !== preset?.id}
                >
                  {locked.length > 0 ? `${each.title} (${locked.join(', ')} locked)` : each.title}
                </option>
              );
            })}
          </select>
        </label>
        <TourButton state={state} />
        <CopyLink />
        <ExportMenu state={state} />
        <Keyboard />
        <button
          type="button"
          className="quiet"
          data-control="theme"
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

/** How long the button tells that it worked, in ms. */
const TELLS = 2000;

/** Copies the address, which holds every setting that is not the default. */
function CopyLink() {
  const [told, setTold] = useState<string>();
  useEffect(() => {
    if (told === undefined) return;
    const timer = setTimeout(() => setTold(undefined), TELLS);
    return () => clearTimeout(timer);
  }, [told]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      setTold('Copied');
    } catch {
      setTold('Copy it from the address bar');
    }
  };
  return (
    <button
      type="button"
      className="quiet"
      data-control="share"
      onClick={copy}
      title="The address holds every changed setting"
    >
      <span aria-live="polite">{told ?? 'Copy link'}</span>
    </button>
  );
}
