import type { ReactNode } from 'react';
import type { Trouble } from '../../base/errors.ts';

interface TroubleNoticeProps {
  readonly trouble: Trouble;
  /** Buttons that may help. */
  readonly children?: ReactNode;
}

/** A Trouble in words. Screen readers read it out when it appears. */
export function TroubleNotice({
  trouble: { failed, why, todo, step, reload },
  children,
}: TroubleNoticeProps) {
  return (
    <div className="trouble" role="alert">
      <strong>
        {failed}
        {step !== undefined && ` (step ${step})`}.
      </strong>
      {why !== undefined && <p>{why}</p>}
      <p>{todo}</p>
      {reload && (
        <button type="button" onClick={() => location.reload()}>
          Reload
        </button>
      )}
      {children}
    </div>
  );
}
