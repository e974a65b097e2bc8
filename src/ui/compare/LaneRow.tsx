import './lanes.css';
import type { ReactNode } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { useControl } from '../kit/use-control.ts';
import { MANY_LANES, MOST_LANES } from '../state/lane-limits.ts';

interface LaneRowProps {
  readonly count: number;
  /** Absent while no lane can be added. */
  readonly onAdd: (() => void) | undefined;
  readonly children: ReactNode;
}

/** The lanes side by side, and the button for another one. */
export function LaneRow({ count, onAdd, children }: LaneRowProps) {
  // without controls the row itself takes the focus, so that keys can scroll it
  const { embed } = useEnvironment().lesson;
  const control = useControl('lanes');
  return (
    <div className="lane-row">
      <div
        className={`lanes${count > 2 ? ' stacked' : ''}${count >= MANY_LANES ? ' many' : ''}`}
        tabIndex={embed ? 0 : undefined}
      >
        {children}
      </div>
      {count < MOST_LANES && (
        <button
          type="button"
          className="lane-add"
          data-embed="off"
          {...control}
          aria-label="Add lane"
          title="Add a lane like the last, with other prototypes where they are new here"
          disabled={!onAdd}
          onClick={onAdd}
        >
          <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
            <path d="M8 2V14M2 8H14" stroke="currentColor" strokeWidth="1.5" />
          </svg>
          <span>Lane</span>
        </button>
      )}
    </div>
  );
}
