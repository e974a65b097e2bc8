import { useEffect, useRef } from 'react';
import type { Store } from '../state/store.ts';

/** Time in ms for which playback shows a report; longer with reduced motion. */
const STAYS = 110;
const STAYS_CALM = 1000;
/** Largest share of the page's time for rendering reports. */
const MOST_BUSY = 0.25;
/** Length of a frame at 60 Hz, in ms. */
const FRAME = 1000 / 60;

/**
 * The time per report in ms, and the number of reports to advance, if rendering one takes `cost` ms. A slow machine
 * shows fewer reports in the same time and so stays responsive.
 */
export function paceOf(cost: number, calm: boolean): { readonly stays: number; readonly stride: number } {
  if (calm) return { stays: STAYS_CALM, stride: 1 };
  const stays = Math.max(STAYS, cost / MOST_BUSY);
  return { stays, stride: Math.round(stays / STAYS) };
}

/** Steps through the reports `steps` from `index` on while `plays`, and follows the latest at the end. */
export function usePlayback(plays: boolean, index: number, steps: readonly number[], store: Store): void {
  const cost = useRef(0);
  useEffect(() => {
    if (!plays) return;
    const { stays, stride } = paceOf(cost.current, matchMedia('(prefers-reduced-motion: reduce)').matches);
    const timer = setTimeout(() => {
      const began = performance.now();
      const step = index + stride < steps.length - 1 ? steps[index + stride] : undefined;
      store.dispatch(step === undefined ? { type: 'lookAt' } : { type: 'lookAt', step });
      // the second frame from now starts once the first is on the screen
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          cost.current = Math.max(0, performance.now() - began - 2 * FRAME);
        }),
      );
    }, stays);
    return () => clearTimeout(timer);
  }, [plays, index, steps, store]);
}
