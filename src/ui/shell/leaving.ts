import { active } from '../state/lane-state.ts';
import type { Store } from '../state/store.ts';

/** Has the browser ask before the page is left while lanes train: what they have would be lost. */
export function askBeforeLeaving(store: Store): void {
  addEventListener('beforeunload', (event) => {
    const { intent, lanes } = store.state();
    if (intent === 'run' && lanes.some(active)) event.preventDefault();
  });
}
