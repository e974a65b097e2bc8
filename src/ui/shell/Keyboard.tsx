import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { fullPlotButton } from '../figures/full-plot-button.ts';
import { useEnvironment } from '../kit/environment.ts';
import { hasFigure, saveFigure } from '../share/save-figure.ts';
import type { HideableId } from '../state/controls.ts';
import { ableActions, primaryAction } from '../state/run-actions.ts';
import { KeySheet } from './KeySheet.tsx';
import { type KeyAct, type KeyOrder, keyOrder, type Where } from './keys.ts';

/** Time in ms for which a message about a key stays. */
const TELLS = 3000;

/** The control of each key's action. A link that hides the control disables the key as well. */
const CONTROL: Partial<Record<KeyAct, HideableId>> = {
  step: 'step',
  reset: 'reset',
  save: 'export',
  export: 'export',
  settings: 'settings',
  keys: 'keys',
};

/** Acts that also work while a plot fills the window. */
const RUN_ACTS: ReadonlySet<KeyAct> = new Set(['run', 'step', 'reset']);

const CHOICE = 'proto-playground-keys';

interface KeyboardProps {
  /** True while the sheet of keys is open. */
  readonly sheet: boolean;
  readonly onSheet: (open: boolean) => void;
  readonly onSettings: () => void;
}

/** Listens to the page's keys wherever the focus is, and lists them. */
export const Keyboard = memo(function Keyboard({ sheet, onSheet, onSettings }: KeyboardProps) {
  const { store, controls, lesson, complain } = useEnvironment();
  const [heard, setHeard] = useState(keysHeard);
  const [told, setTold] = useState('');

  const obey = async ({ act, lane }: KeyOrder): Promise<string | undefined> => {
    const state = store.state();
    const able = ableActions(state);
    switch (act) {
      case 'run': {
        const action = primaryAction(state);
        if (!able[action]) return 'Start is not available now.';
        store.dispatch({ type: ({ Start: 'start', Pause: 'pause', Resume: 'resume' } as const)[action] });
        return undefined;
      }
      case 'step':
        if (able.Step) store.dispatch({ type: 'step' });
        return undefined;
      case 'reset':
        if (able.Reset) store.dispatch({ type: 'reset' });
        return undefined;
      case 'save':
        if (!hasFigure(state)) return 'Nothing to save yet: start a run first.';
        await saveFigure(state);
        return 'Figure saved.';
      case 'export':
        return goToExports(controls.find('export')) ? undefined : 'Nothing to export yet: start a run first.';
      case 'full': {
        const button = fullPlotButton();
        button?.click();
        return button ? undefined : 'Point at a plot first.';
      }
      case 'lane':
        return goTo(controls.find('lane', lane)) ? undefined : `Lane ${lane} does not exist.`;
      case 'keys':
        onSheet(true);
        return undefined;
      case 'settings':
        onSettings();
        return undefined;
      default:
        return act satisfies never;
    }
  };
  const hear = (event: KeyboardEvent) => {
    if (!heard || event.defaultPrevented) return;
    const order = keyOrder(event, whereOf(event.target));
    const dialog = document.querySelector('dialog:modal');
    if (!order || (dialog && !(dialog.matches('.full-plot') && RUN_ACTS.has(order.act)))) return;
    if ((lesson.embed && order.act !== 'run') || lesson.hide.has(CONTROL[order.act] ?? '')) return;
    event.preventDefault();
    obey(order).then(
      (word) => word !== undefined && setTold(word),
      (thrown) => complain(thrown, 'saving the figure'),
    );
  };
  const latest = useRef(hear);
  latest.current = hear;
  // A passive effect would run after the first picture: a key pressed between the two would be lost.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => latest.current(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  useEffect(() => {
    if (told === '') return;
    const timer = setTimeout(() => setTold(''), TELLS);
    return () => clearTimeout(timer);
  }, [told]);

  return (
    <>
      <span className="key-word" role="status">
        {told}
      </span>
      {sheet && (
        <KeySheet
          heard={heard}
          onHeard={(on) => {
            setHeard(on);
            keepHeard(on);
          }}
          onClose={() => onSheet(false)}
        />
      )}
    </>
  );
});

const FIELDS = 'input, select, textarea, [contenteditable], [role=tab], [role=menuitem], [role=option]';
const CONTROLS = 'button, summary, a[href]';

function whereOf(target: EventTarget | null): Where {
  if (!(target instanceof Element)) return 'page';
  if (target.closest(FIELDS)) return 'field';
  return target.closest(CONTROLS) ? 'control' : 'page';
}

/** Opens the export menu and focuses its first enabled entry. */
function goToExports(place: HTMLElement | undefined): boolean {
  if (!place) return false;
  if (place instanceof HTMLDetailsElement) place.open = true;
  return goTo(place.querySelector<HTMLElement>('button:not(:disabled), a[href]'));
}

function goTo(element: HTMLElement | null | undefined): boolean {
  if (!element) return false;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return true;
}

/** False if the person switched single keys off and the browser stored that. */
function keysHeard(): boolean {
  try {
    return localStorage.getItem(CHOICE) !== 'off';
  } catch {
    return true; // The page may not use storage.
  }
}

function keepHeard(on: boolean): void {
  try {
    if (on) localStorage.removeItem(CHOICE);
    else localStorage.setItem(CHOICE, 'off');
  } catch {
    // The page may not use storage, so the choice lasts until it is closed.
  }
}
