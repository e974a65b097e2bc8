/** What a crosshair stands over: one plot. */
export interface CrosshairPlot {
  /** Draws the crosshair at `x`, with or without its table, and what a drag picks. */
  show(x: number | undefined, table: boolean, picked: readonly [number, number] | undefined): void;
}

/**
 * One crosshair over several plots of the same x. It lives outside the page's state: a pointer moves it up to once a frame
 * without anything else being drawn.
 */
export interface Crosshair {
  /** Adds a plot; the answer takes it away. */
  join(plot: CrosshairPlot): () => void;
  /** Stands at `x`, or without it where it rests. */
  point(x: number | undefined): void;
  /** Where it stands while nobody points, and whether its table does. */
  rest(x: number | undefined, table?: boolean): void;
  /** Shades the part that a drag picks. */
  pick(range: readonly [number, number] | undefined): void;
  readonly at: () => number | undefined;
  /** Shows one plot, which was drawn anew, where things stand. */
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
