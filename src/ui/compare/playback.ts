import { useEffect, useRef } from 'react';
import type { Store } from '../state/store.ts';

/** Milliseconds that a report stays while the page plays; longer where less motion is wanted. */
const STAYS = 110;
const STAYS_CALM = 1000;
/** Share of the page's time that showing reports may take. */
const MOST_BUSY = 0.25;
/** Of an animation at 60 a second, in ms. */
const FRAME = 1000 / 60;

/**
 * How long a report stays, in ms, and how many reports playing goes on by, where showing one costs `cost` ms: a slow
 * machine shows fewer of them in the same time, so that it always has time for whoever uses the page.
 */
export function paceOf(cost: number, calm: boolean): { readonly stays: number; readonly stride: number } {
  if (calm) return { stays: STAYS_CALM, stride: 1 };
  const stays = Math.max(STAYS, cost / MOST_BUSY);
  return { stays, stride: Math.round(stays / STAYS) };
}

/** While `plays`, looks at the reports of `steps` one after the other, from `index` on; at the end follows the latest. */
export function usePlayback(plays: boolean, index: number, steps: readonly number[], store: Store): void {
  const cost = useRef(0);
  useEffect(() => {
    if (!plays) return;
    const { stays, stride } = paceOf(cost.current, matchMedia('(prefers-reduced-motion: reduce)').matches);
    const timer = setTimeout(() => {
      const began = performance.now();
      const step = index + stride < steps.length - 1 ? steps[index + stride] : undefined;
      store.dispatch(step === undefined ? { type: 'lookAt' } : { type: 'lookAt', step });
      // the second frame from now begins when the first is on the screen
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          cost.current = Math.max(0, performance.now() - began - 2 * FRAME);
        }),
      );
    }, stays);
    return () => clearTimeout(timer);
  }, [plays, index, steps, store]);
}
