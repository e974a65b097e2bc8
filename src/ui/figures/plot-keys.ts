import { type Chart, endsOf, neighbourX, shows } from '../../plots/marks/chart.ts';
import type { Crosshair } from './crosshair.ts';

/** Actions of a plot's keys apart from moving its crosshair. */
export interface PlotActs {
  /** Shows a range of the x axis, or without one the whole axis. */
  readonly zoom: (range?: readonly [number, number]) => void;
  /** Zooms by a factor around an x. */
  readonly zoomBy: (x: number, factor: number) => void;
  /** Looks back at an x. */
  readonly lookAt: (x: number) => void;
}

/** The keys of a focused plot, as the sheet of keys lists them. */
export const PLOT_KEYS: readonly { readonly shown: string; readonly does: string }[] = [
  { shown: '← →', does: 'On a plot: previous or next measurement' },
  { shown: 'Home End', does: 'On a plot: first or last measurement' },
  { shown: 'Enter', does: 'On a plot over steps: go to this step' },
  { shown: '+ −', does: 'On a plot over steps: zoom in or out' },
  { shown: '0', does: 'On a plot over steps: show the whole run' },
];

/** Carries out a key press on a plot. Returns false for a key without a meaning there. */
export function plotKey(
  key: string,
  chart: Chart,
  crosshair: Crosshair,
  acts: PlotActs | undefined,
): boolean {
  const ends = endsOf(chart);
  if (!ends) return false;
  const at = crosshair.at();
  const step = (way: 1 | -1) => {
    const end = ends[way > 0 ? 0 : 1];
    crosshair.point(at === undefined || !shows(chart, at) ? end : (neighbourX(chart, at, way) ?? at));
  };
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      step(1);
      return true;
    case 'ArrowLeft':
    case 'ArrowDown':
      step(-1);
      return true;
    case 'Home':
    case 'End':
      crosshair.point(ends[key === 'Home' ? 0 : 1]);
      return true;
    case 'Escape':
      if (at === undefined) return false;
      crosshair.point(undefined);
      return true;
  }
  if (!acts) return false;
  switch (key) {
    case '+':
    case '=':
      acts.zoomBy(at ?? ends[1], 0.5);
      return true;
    case '-':
    case '−':
      acts.zoomBy(at ?? ends[1], 2);
      return true;
    case '0':
      acts.zoom();
      return true;
    case 'Enter':
      if (at === undefined) return false;
      acts.lookAt(at);
      return true;
    default:
      return false;
  }
}
