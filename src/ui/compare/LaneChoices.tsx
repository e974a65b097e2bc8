import type { Catalogue } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import { useEnvironment } from '../kit/environment.ts';
import { partOf } from '../state/experiment.ts';
import { type Apart, another } from '../state/lane-limits.ts';

export interface LaneChoicesProps {
  /** Settings of the lanes there are. */
  readonly configs: readonly RunConfig[];
  readonly catalogue: Catalogue | undefined;
}

/** The choices, in words, and why one may have nothing to offer. */
const CHOICES: readonly { readonly apart: Apart; readonly words: string; readonly none: string }[] = [
  { apart: 'method', words: 'Another method', none: 'No other method works with this encoder.' },
  { apart: 'prototypes', words: 'Other prototypes', none: 'This method is shown with every prototype type.' },
  { apart: 'copy', words: 'A copy', none: '' },
];

/** Buttons that each add a lane: with another method, with other prototypes, or as a copy of the last. */
export function LaneChoices({ configs, catalogue }: LaneChoicesProps) {
  const { store, lesson } = useEnvironment();
  return CHOICES.map(({ apart, words, none }) => {
    const locked = lesson.lock.has('lanes') || lesson.lock.has(apart);
    const config = catalogue && another(apart, configs, catalogue);
    const part = config && catalogue && apart !== 'copy' ? partOf(config, apart, catalogue) : undefined;
    const why = locked ? 'This is locked for the lesson.' : config ? '' : catalogue ? none : 'Loading.';
    return (
      <div key={apart} className="lane-choice">
        <button
          type="button"
          className="quiet"
          disabled={why !== ''}
          onClick={({ currentTarget }) => {
            const menu = currentTarget.closest('details');
            if (menu) menu.open = false;
            menu?.querySelector('summary')?.focus();
            store.dispatch({ type: 'addLane', apart });
          }}
        >
          {part && why === '' ? `${words}: ${part.title}` : words}
        </button>
        {why !== '' && <p className="knob-note">{why}</p>}
      </div>
    );
  });
}
