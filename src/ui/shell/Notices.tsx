import { memo } from 'react';
import type { Trouble } from '../../base/errors.ts';
import { useEnvironment } from '../kit/environment.ts';
import { TroubleNotice } from '../kit/TroubleNotice.tsx';
import { numeral } from '../words/numerals.ts';

/** Most troubles that are shown at a time, the latest. */
const SHOWN = 5;

/** Troubles of the whole page, such as refused settings in the address, in one notice. */
export const Notices = memo(function Notices({ troubles }: { readonly troubles: readonly Trouble[] }) {
  const { store } = useEnvironment();
  if (troubles.length === 0) return null;
  const dismiss = (gone: readonly Trouble[]) => store.dispatch({ type: 'dismiss', troubles: gone });
  const more = troubles.length - SHOWN;
  return (
    <div className="notices">
      {troubles.slice(-SHOWN).map((trouble) => (
        <TroubleNotice key={`${trouble.failed} ${trouble.todo}`} trouble={trouble}>
          <button type="button" onClick={() => dismiss([trouble])}>
            Dismiss
          </button>
        </TroubleNotice>
      ))}
      {troubles.length > 1 && (
        <p className="notices-all">
          {more > 0 && <span>And {numeral(more)} earlier. </span>}
          <button type="button" onClick={() => dismiss(troubles)}>
            Dismiss all
          </button>
        </p>
      )}
    </div>
  );
});
