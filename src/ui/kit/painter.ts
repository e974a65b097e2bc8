/** Milliseconds of drawing within one animation frame: leaves the rest of 16 ms to layout and input. */
const BUDGET = 5;
/** PainterHost for each drawing that nobody sees: they take time from the lanes' workers. */
const APART = 12;

/**
 * Spreads drawing over animation frames, so that a report which moves a dozen plots never holds the page:
 * each frame draws what fits the budget (at least one plot), in the order it was asked for, first what is
 * near the window, then one of the rest.
 */
export interface Painter {
  /** Draws at the next chance; with `later`, when nothing that can be seen waits. A second request under the
   *  same key before that replaces the first. */
  request(key: object, draw: () => void, later?: boolean): void;
  cancel(key: object): void;
  /** Calls back once everything asked for so far, but for what can wait, is drawn or cancelled. A later call
   *  replaces an earlier one that still waits. */
  settled(callback: () => void): void;
}

/** What a painter needs of the browser. */
export interface PainterHost {
  /** Calls back at the next animation frame. */
  next(callback: () => void): void;
  /** Milliseconds, monotonic. */
  now(): number;
}

const browserFrames: PainterHost = {
  next: (callback) => {
    requestAnimationFrame(callback);
  },
  now: () => performance.now(),
};

export function painter(frames: PainterHost = browserFrames): Painter {
  const soon = new Map<object, () => void>();
  const later = new Map<object, () => void>();
  let whenSettled: (() => void) | undefined;
  let booked = false;
  let apart = APART;

  const book = () => {
    if (booked) return;
    booked = true;
    frames.next(frame);
  };
  const frame = () => {
    booked = false;
    const end = frames.now() + BUDGET;
    for (const key of soon.keys()) {
      take(soon, key);
      if (frames.now() >= end) break;
    }
    if (soon.size === 0) {
      const callback = whenSettled;
      whenSettled = undefined;
      callback?.();
      const [waiting] = later.keys();
      apart++;
      if (waiting && apart >= APART && frames.now() < end) {
        take(later, waiting);
        apart = 0;
      }
    }
    if (soon.size + later.size > 0) book();
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
    settled(callback) {
      whenSettled = callback;
      book();
    },
  };
}
