/** The button that shows a plot over the whole window. */
const BUTTON = 'button.plot-full';
/** A plot, with the layer over it that picks prototypes. */
const PLOT = '.pick-figure, figure.plot';

/** The full-screen button of the plot under the pointer, else of the one that holds the focus. */
export function fullPlotButton(): HTMLElement | undefined {
  const pointed = [...document.querySelectorAll(PLOT)].find((plot) => plot.matches(':hover'));
  const plot = pointed ?? document.activeElement?.closest(PLOT);
  return plot?.querySelector<HTMLElement>(BUTTON) ?? undefined;
}
