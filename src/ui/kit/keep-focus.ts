/** The elements that Tab goes to. */
const STOPS = 'a[href], button, input, select, textarea, summary, [tabindex]';

/**
 * Gives the focus to a neighbour where a press takes it from the page: the button goes with what it removes, or can be
 * pressed no more. A keyboard would else begin at the top again. Parts that place the focus themselves come first.
 */
export function keepFocus(page: Document): void {
  page.addEventListener(
    'click',
    () => {
      const pressed = page.activeElement;
      if (!(pressed instanceof HTMLElement) || pressed === page.body) return;
      const stops = [...page.querySelectorAll<HTMLElement>(STOPS)];
      const at = stops.indexOf(pressed);
      // the press is carried out first
      setTimeout(() => {
        const now = page.activeElement;
        const placed = now && now !== page.body && now !== pressed;
        if (placed || stands(pressed)) return;
        [...stops.slice(at + 1), ...stops.slice(0, at).reverse()]
          .find((each) => each.tabIndex >= 0 && stands(each))
          ?.focus();
      });
    },
    true,
  );
}

/** True if an element can have the focus. */
const stands = (element: HTMLElement): boolean =>
  element.isConnected && !element.matches(':disabled') && element.checkVisibility();
