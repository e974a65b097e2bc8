import { active } from '../state/lane-state.ts';
import type { Store } from '../state/store.ts';

/** Has the browser ask before the page is left while lanes train. What they have is kept as unfinished runs, but they
 *  cannot go on from there. */
export function askBeforeLeaving(store: Store): void {
  addEventListener('beforeunload', (event) => {
    store.leaves();
    const { intent, lanes } = store.state();
    if (intent === 'run' && lanes.some(active)) event.preventDefault();
  });
}
