/** Milliseconds of drawing in one animation frame. The rest of 16 ms is left to layout and input. */
const BUDGET = 5;
/** Milliseconds between two drawings that nobody sees, because drawing takes time from the lanes' workers. A timer
 *  waits, since every animation frame costs the page its layout and paint, even if nothing is drawn. */
const APART = 200;

/**
 * Spreads drawing over animation frames, so that a report that changes a dozen plots never blocks the page. Each
 * frame draws at least one plot, and as many as the budget allows, in the order of the requests. Plots far from the
 * window come last, one at a time, and not before lanes stand still.
 */
export interface Painter {
  /** Draws soon, or with `later` once no visible plot waits. A second request under the same key replaces a first
   *  that still waits. */
  request(key: object, draw: () => void, later?: boolean): void;
  cancel(key: object): void;
  /** Drawings that can wait are left out while this is held. */
  hold(on: boolean): void;
  /** Calls back when every request without `later` is drawn or cancelled. A second call replaces a first that still
   *  waits. */
  settled(callback: () => void): void;
}

/** The parts of the browser that a painter needs. */
export interface PainterHost {
  /** Calls back at the next animation frame. */
  next(callback: () => void): void;
  /** Calls back once, after so many milliseconds. */
  after(milliseconds: number, callback: () => void): void;
  /** Milliseconds, monotonic. */
  now(): number;
}

export function painter(frames: PainterHost): Painter {
  const soon = new Map<object, () => void>();
  const later = new Map<object, () => void>();
  let whenSettled: (() => void) | undefined;
  let framed = false;
  let timed = false;
  let held = false;

  const book = () => {
    if (soon.size > 0 || whenSettled) {
      if (framed) return;
      framed = true;
      frames.next(frame);
    } else if (later.size > 0 && !timed && !held) {
      timed = true;
      frames.after(APART, unseen);
    }
  };
  const frame = () => {
    framed = false;
    const end = frames.now() + BUDGET;
    for (const key of soon.keys()) {
      take(soon, key);
      if (frames.now() >= end) break;
    }
    if (soon.size === 0) {
      const callback = whenSettled;
      whenSettled = undefined;
      callback?.();
    }
    book();
  };
  const unseen = () => {
    timed = false;
    const [waiting] = later.keys();
    // what is seen goes first, and its frame books this again
    if (waiting && !framed && !held) take(later, waiting);
    book();
  };
  const take = (queue: Map<object, () => void>, key: object) => {
    const draw = queue.get(key);
    queue.delete(key);
    draw?.();
  };

  return {
    request(key, draw, canWait = false) {
      (canWait ? soon : later).delete(key);
      (canWait ? later : soon).set(key, draw);
      book();
    },
    cancel(key) {
      soon.delete(key);
      later.delete(key);
    },
    hold(on) {
      held = on;
      book();
    },
    settled(callback) {
      whenSettled = callback;
      book();
    },
  };
}
