/** The clocks by which listeners are told. */
export interface ListenersHost {
  /** Calls back at the next animation frame. */
  nextFrame(callback: () => void): void;
  /** Calls back once, after so many milliseconds. */
  after(milliseconds: number, callback: () => void): void;
  /** Milliseconds, monotonic. */
  now(): number;
  /** True while nobody can see the page. */
  hidden(): boolean;
}

/** Milliseconds between two tellings of reports. Each costs a rendering, a layout and a paint, and nobody reads
 *  numbers more often. */
const APART = 100;

/** Those who hear of every change of the page's state. */
export interface Listeners {
  readonly subscribe: (listener: () => void) => () => void;
  /** Tells all at once. */
  readonly tell: () => void;
  /** Tells all within so many milliseconds, at a frame. Several calls share one telling. While the page is hidden
   *  nobody is told. */
  readonly tellWithin: (milliseconds: number) => void;
}

export function createListeners(host: ListenersHost): Listeners {
  const listeners = new Set<() => void>();
  /** The time of the telling that is booked. */
  let due = Number.POSITIVE_INFINITY;
  let framed = false;
  let told = Number.NEGATIVE_INFINITY;

  const tell = () => {
    for (const listener of listeners) listener();
  };
  const atFrame = () => {
    framed = false;
    due = Number.POSITIVE_INFINITY;
    told = host.now();
    tell();
  };
  const book = () => {
    if (framed) return;
    framed = true;
    host.nextFrame(atFrame);
  };

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell,
    tellWithin: (milliseconds) => {
      const now = host.now();
      const at = Math.max(now + milliseconds, told + APART);
      if (host.hidden() || at >= due) return;
      due = at;
      if (at <= now) book();
      // an earlier telling may have been booked since
      else host.after(at - now, () => due === at && book());
    },
  };
}
