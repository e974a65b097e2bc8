import { quoted, troubleOf } from '../../base/errors.ts';
import type { Ghost } from '../state/ghost.ts';
import type { Store } from '../state/store.ts';
import { nameOf } from './kept-run.ts';
import type { Logbook } from './logbook.ts';
import type { ReadFiles } from './run-reader.ts';
import { bandedGhosts } from './seed-bands.ts';

/** Most ghosts: more lines cannot be told apart. */
export const MOST_PINNED = 6;

/** Keeps the page's ghosts equal to the pinned runs, after a reload and across tabs. */
export function followPins(logbook: Logbook, store: Store, read: ReadFiles): void {
  /** Runs that could not be drawn, so that each is reported once. */
  const failed = new Set<string>();
  let busy = false;

  const wanted = () =>
    logbook
      .state()
      .runs.filter(({ id, pinned }) => pinned && !failed.has(id))
      .slice(0, MOST_PINNED);
  /** Pinned runs by their id, before those of several seeds become one band. */
  let held: readonly Ghost[] = [];
  const settled = () => {
    const pins = wanted();
    const ghosts = held;
    return (
      pins.length === ghosts.length &&
      pins.every((run, i) => run.id === ghosts[i].id && run.name === ghosts[i].name)
    );
  };

  const follow = async () => {
    const { catalogue } = store.state();
    if (busy || !catalogue || !logbook.state().ready) return;
    busy = true;
    while (!settled()) {
      const ghosts: Ghost[] = [];
      for (const run of wanted()) {
        const before = held.find(({ id }) => id === run.id);
        try {
          const drawn = async () =>
            (await import('./kept-lanes.ts')).keptGhost(run, logbook, catalogue, read);
          ghosts.push(before ? renamed(before, run.name) : await drawn());
        } catch (thrown) {
          failed.add(run.id);
          const trouble = troubleOf(
            thrown,
            `drawing the pinned run ${quoted(nameOf(run))}`,
            'Unpin it and pin it again',
          );
          store.dispatch({ type: 'notice', troubles: [trouble] });
        }
      }
      held = ghosts;
      store.dispatch({ type: 'ghosts', ghosts: bandedGhosts(ghosts) });
    }
    busy = false;
  };

  logbook.subscribe(() => void follow());
  const stop = store.subscribe(() => {
    if (!store.state().catalogue) return;
    // the logbook's changes take over from here
    queueMicrotask(stop);
    void follow();
  });
}

const renamed = ({ name: _, ...ghost }: Ghost, name: string | undefined): Ghost => ({
  ...ghost,
  ...(name !== undefined && { name }),
});
