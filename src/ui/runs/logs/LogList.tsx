import { memo } from 'react';
import { useEnvironment } from '../../kit/environment.ts';
import type { Ghost } from '../../state/ghost.ts';

/** The logs that are drawn behind the lanes, and what each was read from. */
export const LogList = memo(function LogList({ logs }: { readonly logs: readonly Ghost[] }) {
  const { store } = useEnvironment();
  if (logs.length === 0) return null;
  return (
    <ul className="runs-logs" aria-label="Training logs">
      {logs.map(({ id, name, log }) => (
        <li key={id}>
          <b>{name}</b>
          <span>{log}</span>
          <button
            type="button"
            className="quiet"
            aria-label={`Remove ${name}`}
            onClick={() => store.dispatch({ type: 'logs', logs: logs.filter((each) => each.id !== id) })}
          >
            Remove
          </button>
        </li>
      ))}
    </ul>
  );
});
