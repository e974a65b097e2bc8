/** View of all lanes' curves. It never changes measured values. */
export interface View {
  /** Log scale for steps, since collapse comes early. */
  readonly logSteps: boolean;
  /** Log scale for values, in plots that offer one. */
  readonly logValues: boolean;
  /** First and last step shown; absent for the whole run. */
  readonly range?: readonly [number, number];
  /** Weight by which curves on the page are smoothed (plots/smoothing.ts); 0 is off. Files are never smoothed. */
  readonly smoothing: number;
  /** Lanes whose curves are hidden, by id. */
  readonly hidden: readonly number[];
}

export const FIRST_VIEW: View = { logSteps: true, logValues: false, smoothing: 0, hidden: [] };

/** Most smoothing. Above it only a run's mean is left. */
export const MOST_SMOOTHING = 0.99;

export type ViewChange =
  | { readonly change: 'scale'; readonly axis: 'logSteps' | 'logValues'; readonly on: boolean }
  /** Zooms to the steps between two, in either order; without them, shows the whole run. */
  | { readonly change: 'zoom'; readonly range?: readonly [number, number] }
  | { readonly change: 'smooth'; readonly weight: number }
  /** Hides a lane, or shows it again. */
  | { readonly change: 'toggleLane'; readonly lane: number };

/** The view after a change. Pure. */
export function changedView(view: View, change: ViewChange): View {
  switch (change.change) {
    case 'scale':
      return { ...view, [change.axis]: change.on };
    case 'zoom': {
      const { range: _, ...whole } = view;
      const range = change.range && wholeSteps(change.range);
      return range ? { ...whole, range } : whole;
    }
    case 'smooth':
      return Number.isFinite(change.weight)
        ? { ...view, smoothing: Math.min(MOST_SMOOTHING, Math.max(0, change.weight)) }
        : view;
    case 'toggleLane': {
      const hidden = view.hidden.includes(change.lane)
        ? view.hidden.filter((id) => id !== change.lane)
        : [...view.hidden, change.lane];
      return { ...view, hidden };
    }
    default:
      return change satisfies never;
  }
}

/** Drops a zoom that lies beyond the end of the curves, left from a longer run. */
export function fittedView(view: View, length: number): View {
  return view.range && view.range[0] >= length ? changedView(view, { change: 'zoom' }) : view;
}

/** Two whole steps in order, from 0 and at least one apart; undefined if they are no numbers. */
function wholeSteps([a, b]: readonly [number, number]): readonly [number, number] | undefined {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return undefined;
  const [from, to] = [Math.max(0, Math.round(Math.min(a, b))), Math.round(Math.max(a, b))];
  return [from, Math.max(from + 1, to)];
}

/** Halves or doubles the range around one of its steps, within the run; undefined for the whole run. On a log scale the
 *  length on the axis is halved or doubled. */
export function zoomedAround(
  range: readonly [number, number],
  step: number,
  by: number,
  length: number,
  log: boolean,
): readonly [number, number] | undefined {
  const place = (value: number) => (log ? Math.log1p(value) : value);
  const value = (at: number) => (log ? Math.expm1(at) : at);
  const [from, middle, to] = [place(range[0]), place(step), place(range[1])];
  const start = Math.max(0, value(middle - (middle - from) * by));
  const end = Math.min(length, value(middle + (to - middle) * by));
  return start <= 0 && end >= length ? undefined : [start, end];
}
