import { memo } from 'react';
import type { Trouble } from '../../base/errors.ts';
import { useEnvironment } from '../kit/environment.ts';
import { TroubleNotice } from '../kit/TroubleNotice.tsx';

/** Troubles of the whole page, such as refused settings in the address. */
export const Notices = memo(function Notices({ troubles }: { readonly troubles: readonly Trouble[] }) {
  const { store } = useEnvironment();
  if (troubles.length === 0) return null;
  return (
    <div className="notices">
      {troubles.map((trouble) => (
        <TroubleNotice key={`${trouble.failed} ${trouble.todo}`} trouble={trouble}>
          <button type="button" onClick={() => store.dispatch({ type: 'dismiss', troubles: [trouble] })}>
            Dismiss
          </button>
        </TroubleNotice>
      ))}
    </div>
  );
});
