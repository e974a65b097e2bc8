import './lanes.css';
import './lane-shapes.css';
import type { ReactNode } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { AddLane } from './AddLane.tsx';
import type { LaneShape } from './lane-card-props.ts';

interface LaneRowProps {
  readonly count: number;
  readonly shape: LaneShape;
  /** False while no lane can be added. */
  readonly addable: boolean;
  readonly children: ReactNode;
}

/** All lanes, and the button for another one. */
export function LaneRow({ count, shape, addable, children }: LaneRowProps) {
  // without controls the row itself takes the focus, so that keys can scroll it
  const { embed } = useEnvironment().lesson;
  return (
    <div className="lane-row">
      <div className="lanes" data-shape={shape} data-count={count} tabIndex={embed ? 0 : undefined}>
        {children}
      </div>
      {/* a narrow screen has it in the bar's menu */}
      {shape !== 'stack' && <AddLane count={count} able={addable} />}
    </div>
  );
}
