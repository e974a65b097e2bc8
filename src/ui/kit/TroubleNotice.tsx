import type { ReactNode } from 'react';
import type { Trouble } from '../../base/errors.ts';

interface TroubleNoticeProps {
  readonly title: string;
  readonly trouble: Trouble;
  /** Buttons that may help. */
  readonly children?: ReactNode;
}

/** A Trouble in words. Screen readers read it out when it appears. */
export function TroubleNotice({ title, trouble, children }: TroubleNoticeProps) {
  return (
    <div className="trouble" role="alert">
      <strong>{title}</strong>
      {trouble.step !== undefined && <span> at step {trouble.step}</span>}
      <dl>
        <div>
          <dt>Came</dt>
          <dd>{trouble.came}</dd>
        </div>
        <div>
          <dt>Wanted</dt>
          <dd>{trouble.wanted}</dd>
        </div>
        <div>
          <dt>To do</dt>
          <dd>{trouble.todo}</dd>
        </div>
      </dl>
      {children}
    </div>
  );
}
