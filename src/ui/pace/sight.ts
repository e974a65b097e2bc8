/** The parts of the browser that say if anybody can see the page. */
export interface SightHost {
  /** Calls back at the next animation frame, if one comes. */
  frame(callback: () => void): void;
  /** Calls back once, after so many milliseconds. */
  after(milliseconds: number, callback: () => void): void;
  /** True while the browser says that nobody can see the page. */
  hidden(): boolean;
}

/** Milliseconds without a frame after which nobody sees the page. */
const LATE = 500;

/** Knowledge of whether anybody can see the page. */
export interface Sight {
  readonly nextFrame: (callback: () => void) => void;
  /** True while nobody can see the page. */
  readonly hidden: () => boolean;
  /** The browser says that the page is hidden or shown from now on. */
  readonly changed: () => void;
  /** Hears from now on when the page is out of sight, with true, and when it is seen again. */
  readonly follow: (listener: (hidden: boolean) => void) => void;
}

/**
 * Follows whether anybody can see the page. The browser says so of a tab. Of a page inside an article that was scrolled
 * away it says nothing, and only draws no frames: an asked frame that is late counts as hidden too.
 */
export function createSight(host: SightHost): Sight {
  let tell: (hidden: boolean) => void = () => {};
  let asked = 0;
  let came = 0;
  let watches = false;
  let still = false;

  const watch = () => {
    watches = true;
    const before = came;
    host.after(LATE, () => {
      watches = false;
      if (came === asked) return;
      if (came !== before || host.hidden()) return watch();
      if (still) return;
      still = true;
      tell(true);
    });
  };
  const moves = () => {
    came += 1;
    if (!still) return;
    still = false;
    if (!host.hidden()) tell(false);
  };

  return {
    nextFrame: (callback) => {
      asked += 1;
      host.frame(() => {
        moves();
        callback();
      });
      if (!watches && !still) watch();
    },
    hidden: () => still || host.hidden(),
    changed: () => tell(host.hidden()),
    follow: (listener) => {
      tell = listener;
    },
  };
}
