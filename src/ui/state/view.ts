/** How the curves of all lanes are looked at; what was measured stays as it is. */
export interface View {
  /** Steps on a log scale: collapse is early. */
  readonly logSteps: boolean;
  /** Values on a log scale, in plots that have one. */
  readonly logValues: boolean;
  /** First and last step shown; the whole run without them. */
  readonly range?: readonly [number, number];
  /** Weight by which curves on the page are smoothed (plots/smoothing.ts); 0 is off. Files are never smoothed. */
  readonly smoothing: number;
  /** Lanes whose curves are hidden, by id. */
  readonly hidden: readonly number[];
}

export const FIRST_VIEW: View = { logSteps: true, logValues: false, smoothing: 0, hidden: [] };

/** Above this nothing but a run's mean is left. */
export const MOST_SMOOTHING = 0.99;

export type ViewChange =
  | { readonly change: 'scale'; readonly axis: 'logSteps' | 'logValues'; readonly on: boolean }
  /** Shows the steps between two, in whichever order, or without them the whole run. */
  | { readonly change: 'zoom'; readonly range?: readonly [number, number] }
  | { readonly change: 'smooth'; readonly weight: number }
  /** Hides a lane that shows, or shows one that is hidden. */
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

/** The view of curves of this length: a range that lies beyond their end, of a longer run before, is given up. */
export function fittedView(view: View, length: number): View {
  return view.range && view.range[0] >= length ? changedView(view, { change: 'zoom' }) : view;
}

/** Two steps in order, whole, from 0, and at least one apart; undefined of what are no steps. */
function wholeSteps([a, b]: readonly [number, number]): readonly [number, number] | undefined {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return undefined;
  const [from, to] = [Math.max(0, Math.round(Math.min(a, b))), Math.round(Math.max(a, b))];
  return [from, Math.max(from + 1, to)];
}

/** The range half as long, or twice as long, around a step of it, as far as the run goes; undefined for the whole run. On
 *  a log scale it is half or twice the length of the axis. */
export function zoomedAround(
  range: readonly [number, number],
  step: number,
  by: number,
  length: number,
  log: boolean,
): readonly [number, number] | undefined {
  const place = (value: number) => (log ? Math.log1p(value) : value);
  const value = (at: number) => (log ? Math.expm1(at) : at);
  const [from, middle, to] = [range[0], step, range[1]].map(place);
  const start = Math.max(0, value(middle - (middle - from) * by));
  const end = Math.min(length, value(middle + (to - middle) * by));
  return start <= 0 && end >= length ? undefined : [start, end];
}
