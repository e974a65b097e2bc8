import { listed } from '../../../base/errors.ts';
import type { Ghost } from '../../state/ghost.ts';
import type { Store } from '../../state/store.ts';
import { MOST_PINNED } from '../pinned-ghosts.ts';

/** Draws logs behind the lanes, beside those that are drawn already. A log of the same name takes the old one's place. */
export function showLogs(store: Store, opened: readonly Ghost[]): void {
  const { logs = [] } = store.state();
  const kept = logs.map((log) => opened.find(({ id }) => id === log.id) ?? log);
  const all = [...kept, ...opened.filter((log) => !kept.includes(log))];
  store.dispatch({ type: 'logs', logs: all.slice(0, MOST_PINNED) });
  const left = all.slice(MOST_PINNED);
  if (left.length === 0) return;
  const trouble = {
    kind: 'data' as const,
    failed: `The first ${MOST_PINNED} logs are open`,
    why: `More lines cannot be told apart: ${listed(left.map(({ name = 'a log' }) => name))} left out.`,
    todo: 'Remove a log under Runs, then open the others again.',
  };
  store.dispatch({ type: 'notice', troubles: [trouble] });
}
