/** How long a control stays marked, in ms. */
const MARKED = 2000;
/** Frames to wait for a control that a turn brings along. */
const PATIENCE = 30;

/** Of what serves a config key: the lane's own, else the experiment's, else any. */
function nearest<T extends HTMLElement>(all: readonly T[], lane: number | undefined): T | undefined {
  const own = all.find((element) => element.closest('.lane')?.getAttribute('aria-label') === `Lane ${lane}`);
  return own ?? all.find((element) => !element.closest('.lane')) ?? all[0];
}

function controlOf(key: string, lane: number | undefined): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>('[data-knob]')];
  return nearest(
    all.filter((element) => element.dataset['knob'] === key),
    lane,
  );
}

/** What is folded and will hold the control of a config key once it is open. */
function folderOf(key: string, lane: number | undefined): HTMLDetailsElement | undefined {
  const all = [...document.querySelectorAll<HTMLDetailsElement>('details[data-holds]:not([open])')];
  return nearest(
    all.filter((element) => element.dataset['holds']?.split(' ').includes(key)),
    lane,
  );
}

/** Brings an element into view: what folds it away opens, and the page scrolls, at once where motion is unwelcome. */
export function bringToView(element: Element): void {
  for (let at = element.parentElement; at; at = at.parentElement)
    if (at instanceof HTMLDetailsElement) at.open = true;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: still ? 'instant' : 'smooth' });
}

/** Shows the control of a config key, marks it for a moment, and gives it the focus. It may still have to appear. */
export function reveal(key: string, lane?: number, patience = PATIENCE): void {
  requestAnimationFrame(() => {
    const control = controlOf(key, lane);
    if (!control) {
      const folded = folderOf(key, lane);
      if (folded) folded.open = true;
      if (patience > 0) reveal(key, lane, patience - 1);
      return;
    }
    // marked first: what hides it may make room for a control that is marked
    control.dataset['marked'] = '';
    bringToView(control);
    const input = control.matches('input, select')
      ? control
      : control.querySelector<HTMLElement>('input:checked, input:not([type=radio]), select');
    input?.focus({ preventScroll: true });
    setTimeout(() => delete control.dataset['marked'], MARKED);
  });
}
