import { settingId } from '../state/controls.ts';
import type { PageControls } from './controls.ts';

/** Time in ms for which a control stays marked. */
const MARKED = 2000;
/** Number of frames to wait for a control that is about to appear. */
const PATIENCE = 30;

/**
 * Opens the panels around an element and scrolls to it, without animation for people who want less motion. An element
 * taller than the room between the bars shows its upper end.
 */
export function bringToView(element: Element, block: ScrollLogicalPosition = 'center'): void {
  for (let at = element.parentElement; at; at = at.parentElement)
    if (at instanceof HTMLDetailsElement) at.open = true;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({
    block: element.getBoundingClientRect().height > roomBetweenBars() ? 'start' : block,
    inline: 'nearest',
    behavior: still ? 'instant' : 'smooth',
  });
}

/** The window's height without the bars and sheets that lie over the page, which its scroll padding knows. */
function roomBetweenBars(): number {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  return (
    innerHeight - (Number.parseFloat(scrollPaddingTop) || 0) - (Number.parseFloat(scrollPaddingBottom) || 0)
  );
}

/**
 * Shows the control of a setting, marks it for a moment, and focuses it. Waits for a control that is not mounted yet,
 * because its lane may be new or its folder may only just have opened.
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
