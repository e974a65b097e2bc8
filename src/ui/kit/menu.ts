import { type RefObject, useEffect, useRef } from 'react';

/** Makes a <details> a menu: a press or the focus elsewhere closes it, and so does Escape, which returns the focus. */
export function useMenu(): RefObject<HTMLDetailsElement | null> {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const open = menu.current;
      // a dialog that the menu opened gives the focus back to it
      if (!open?.open || document.querySelector('dialog:modal')) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape' || !open.contains(document.activeElement)) return;
        open.open = false;
        open.querySelector('summary')?.focus();
      } else if (event.target instanceof Node && !open.contains(event.target)) open.open = false;
    };
    const kinds = ['pointerdown', 'focusin', 'keydown'];
    for (const kind of kinds) document.addEventListener(kind, close);
    return () => {
      for (const kind of kinds) document.removeEventListener(kind, close);
    };
  }, []);
  return menu;
}
