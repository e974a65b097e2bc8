import { troubleOf } from '../../base/errors.ts';
import type { Ghost } from '../state/ghost.ts';
import type { Store } from '../state/store.ts';
import { keptGhost } from './kept-lanes.ts';
import { ghostName } from './kept-run.ts';
import type { Logbook } from './logbook.ts';

/** More lines than these behind the lanes' own cannot be told apart. */
export const MOST_PINNED = 6;

/** Keeps the ghosts the pinned runs: after a reload, too, and when another tab pins one. */
export function followPins(logbook: Logbook, store: Store): void {
  /** Runs that could not be drawn: said once. */
  const failed = new Set<string>();
  let busy = false;

  const wanted = () =>
    logbook
      .state()
      .runs.filter(({ id, pinned }) => pinned && !failed.has(id))
      .slice(0, MOST_PINNED);
  const shown = (): readonly Ghost[] => store.state().ghosts ?? [];
  const settled = () => {
    const pins = wanted();
    const ghosts = shown();
    return (
      pins.length === ghosts.length &&
      pins.every((run, i) => run.id === ghosts[i].id && ghostName(run) === ghosts[i].label)
    );
  };

  const follow = async () => {
    if (busy || !store.state().catalogue || !logbook.state().ready) return;
    busy = true;
    while (!settled()) {
      const ghosts: Ghost[] = [];
      for (const run of wanted()) {
        const before = shown().find(({ id }) => id === run.id);
        try {
          ghosts.push(
            before ? { ...before, label: ghostName(run) } : await keptGhost(run, logbook, store.state()),
          );
        } catch (thrown) {
          failed.add(run.id);
          const trouble = troubleOf(thrown, `drawing the pinned run ${ghostName(run)}`);
          store.dispatch({ type: 'notice', troubles: [trouble] });
        }
      }
      store.dispatch({ type: 'ghosts', ghosts });
    }
    busy = false;
  };

  logbook.subscribe(() => void follow());
  const stop = store.subscribe(() => {
    if (!store.state().catalogue) return;
    // from now on the logbook's changes do
    queueMicrotask(stop);
    void follow();
  });
}
