/** One plot under a crosshair. */
export interface CrosshairPlot {
  /** Draws the crosshair at `x`, with or without its table, and the range that a drag picks. */
  show(x: number | undefined, table: boolean, picked: readonly [number, number] | undefined): void;
}

/**
 * One crosshair over several plots of the same x. It lives outside the page's state, so that a pointer can move it
 * once a frame while nothing else is drawn.
 */
export interface Crosshair {
  /** Adds a plot. Returns a function that removes it. */
  join(plot: CrosshairPlot): () => void;
  /** Moves to `x`, or without `x` back to its resting place. */
  point(x: number | undefined): void;
  /** Sets the place while nobody points, and whether the table is shown there. */
  rest(x: number | undefined, table?: boolean): void;
  /** Shades the range that a drag picks. */
  pick(range: readonly [number, number] | undefined): void;
  readonly at: () => number | undefined;
  /** Shows the current state on one plot that has just been drawn. */
  show(plot: CrosshairPlot): void;
}

export function createCrosshair(nextFrame: (callback: () => void) => void): Crosshair {
  const plots = new Set<CrosshairPlot>();
  let pointed: number | undefined;
  let resting: number | undefined;
  let restsWithTable = true;
  let picked: readonly [number, number] | undefined;
  let booked = false;

  const at = () => pointed ?? resting;
  const show = (plot: CrosshairPlot) => plot.show(at(), pointed !== undefined || restsWithTable, picked);
  const book = () => {
    if (booked) return;
    booked = true;
    nextFrame(() => {
      booked = false;
      for (const plot of plots) show(plot);
    });
  };

  return {
    join(plot) {
      plots.add(plot);
      return () => plots.delete(plot);
    },
    point(x) {
      if (x === pointed) return;
      pointed = x;
      book();
    },
    rest(x, table = true) {
      if (x === resting && table === restsWithTable) return;
      resting = x;
      restsWithTable = table;
      book();
    },
    pick(range) {
      if (range === picked) return;
      picked = range;
      book();
    },
    at,
    show,
  };
}
