import { settingId } from '../state/controls.ts';
import type { PageControls } from './controls.ts';

/** How long a control stays marked, in ms. */
const MARKED = 2000;
/** How many frames to wait for a control that is about to appear. */
const PATIENCE = 30;

/** Opens what folds an element away and scrolls to it, without animation where motion is unwelcome. */
export function bringToView(element: Element): void {
  for (let at = element.parentElement; at; at = at.parentElement)
    if (at instanceof HTMLDetailsElement) at.open = true;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: still ? 'instant' : 'smooth' });
}

/**
 * Shows the control of a setting, marks it for a moment, and focuses it. A control that is not there yet is waited
 * for: its lane may be new, or the folder that holds it has only just opened.
 */
export function reveal(controls: PageControls, key: string, lane?: number, patience = PATIENCE): void {
  requestAnimationFrame(() => {
    const control = controls.find(settingId(key), lane);
    if (!control) {
      const folder = controls.closedFolderOf(settingId(key), lane);
      if (folder) folder.open = true;
      if (patience > 0) reveal(controls, key, lane, patience - 1);
      return;
    }
    // The mark comes first: the tour hides the settings' column until something in it is marked.
    control.dataset['marked'] = '';
    bringToView(control);
    const input = control.matches('input, select')
      ? control
      : control.querySelector<HTMLElement>('input:checked, input:not([type=radio]), select');
    input?.focus({ preventScroll: true });
    setTimeout(() => delete control.dataset['marked'], MARKED);
  });
}
