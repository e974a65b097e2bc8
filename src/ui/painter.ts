/** Milliseconds of drawing within one animation frame: leaves the rest of 16 ms to layout and input. */
const BUDGET = 7;

/**
 * Spreads drawing over animation frames, so that a report which moves a dozen plots never holds the page:
 * each frame draws what fits the budget (at least one plot), in the order it was asked for.
 */
export interface Painter {
  /** Draws at the next chance. A second request under the same key before that replaces the first. */
  request(key: object, draw: () => void): void;
  cancel(key: object): void;
  /** Calls back once everything asked for so far is drawn or cancelled; a later call replaces an earlier one
   *  that still waits. */
  settled(callback: () => void): void;
}

/** What a painter needs of the browser. */
export interface Frames {
  /** Calls back at the next animation frame. */
  next(callback: () => void): void;
  /** Milliseconds, monotonic. */
  now(): number;
}

const browserFrames: Frames = {
  next: (callback) => {
    requestAnimationFrame(callback);
  },
  now: () => performance.now(),
};

export function painter(frames: Frames = browserFrames): Painter {
  const queue = new Map<object, () => void>();
  let whenSettled: (() => void) | undefined;
  let booked = false;

  const book = () => {
    if (booked) return;
    booked = true;
    frames.next(frame);
  };
  const frame = () => {
    booked = false;
    const end = frames.now() + BUDGET;
    for (const [key, draw] of queue) {
      queue.delete(key);
      draw();
      if (frames.now() >= end) break;
    }
    if (queue.size > 0) book();
    else {
      const callback = whenSettled;
      whenSettled = undefined;
      callback?.();
    }
  };

  return {
    request(key, draw) {
      queue.set(key, draw);
      book();
    },
    cancel(key) {
      queue.delete(key);
    },
    settled(callback) {
      whenSettled = callback;
      book();
    },
  };
}
