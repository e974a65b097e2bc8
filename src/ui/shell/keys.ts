/** The effect of a key on the page. */
export type KeyAct = 'run' | 'step' | 'reset' | 'save' | 'export' | 'settings' | 'full' | 'lane' | 'keys';

export interface Shortcut {
  readonly act: KeyAct;
  /** KeyboardEvent.key of each key that triggers it. */
  readonly keys: readonly string[];
  /** The key as the sheet and the buttons' titles write it. */
  readonly shown: string;
  /** The key as assistive technology reads it (aria-keyshortcuts). */
  readonly aria: string;
  /** The effect in words. */
  readonly does: string;
}

/** Every key of the page. The sheet, the buttons' titles and the listener all derive from it. */
export const SHORTCUTS: readonly Shortcut[] = [
  { act: 'run', keys: [' '], shown: 'Space', aria: 'Space', does: 'Start, pause or resume' },
  { act: 'step', keys: ['ArrowRight'], shown: '→', aria: 'ArrowRight', does: 'One training step' },
  { act: 'reset', keys: ['r'], shown: 'r', aria: 'r', does: 'Reset' },
  { act: 'save', keys: ['s'], shown: 's', aria: 's', does: 'Save the figure as PNG' },
  { act: 'export', keys: ['e'], shown: 'e', aria: 'e', does: 'Go to Export' },
  { act: 'settings', keys: ['k'], shown: 'k', aria: 'k', does: 'Open or close the settings' },
  {
    act: 'full',
    keys: ['f'],
    shown: 'f',
    aria: 'f',
    does: 'Full screen: the plot under the pointer, or with the focus',
  },
  {
    act: 'lane',
    keys: ['1', '2', '3', '4', '5', '6'],
    shown: '1 to 6',
    aria: '1 2 3 4 5 6',
    does: 'Go to this lane',
  },
  { act: 'keys', keys: ['?'], shown: '?', aria: '?', does: 'Show keyboard shortcuts' },
];

const SHORTCUT = new Map(SHORTCUTS.map((shortcut) => [shortcut.act, shortcut]));

/** The place of a key press. A field takes every key; a control takes the keys that press it. */
export type Where = 'page' | 'control' | 'field';

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  /** True while the key is held down. */
  readonly repeat: boolean;
}

export interface KeyOrder {
  readonly act: KeyAct;
  /** The number of the lane that the key names, from 1. */
  readonly lane?: number;
}

/** The order of a key press; undefined if the press belongs to the browser or to the focused element. */
export function keyOrder(press: Press, where: Where): KeyOrder | undefined {
  if (where === 'field' || press.ctrlKey || press.altKey || press.metaKey) return undefined;
  // Space presses a focused button or link, and Shift+Space scrolls back.
  if (press.key === ' ' && (where === 'control' || press.shiftKey)) return undefined;
  const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(press.key));
  if (!shortcut || (press.repeat && shortcut.act !== 'step')) return undefined;
  if (shortcut.act === 'lane') return { act: 'lane', lane: Number(press.key) };
  return { act: shortcut.act };
}

/** Title and aria-keyshortcuts of the control with the same effect as a key. The title begins with `words`. */
export function keyProps(act: KeyAct, words?: string): { title: string; 'aria-keyshortcuts': string } {
  const shortcut = SHORTCUT.get(act);
  const shown = `(${shortcut?.shown})`;
  return {
    title: words === undefined ? `${shortcut?.does} ${shown}` : `${words} ${shown}`,
    'aria-keyshortcuts': shortcut?.aria ?? '',
  };
}
