import './lanes.css';
import './lane-shapes.css';
import type { ReactNode } from 'react';
import { useEnvironment } from '../kit/environment.ts';
import { AddLane } from './AddLane.tsx';
import type { LaneChoicesProps } from './LaneChoices.tsx';
import type { LaneShape } from './lane-card-props.ts';

interface LaneRowProps extends LaneChoicesProps {
  readonly count: number;
  readonly shape: LaneShape;
  readonly children: ReactNode;
}

/** All lanes, and the button for another one. */
export function LaneRow({ count, shape, configs, catalogue, children }: LaneRowProps) {
  // without controls the row itself takes the focus, so that keys can scroll it
  const { embed } = useEnvironment().lesson;
  return (
    <div className="lane-row">
      <div className="lanes" data-shape={shape} data-count={count} tabIndex={embed ? 0 : undefined}>
        {children}
      </div>
      {/* a narrow screen has it in the bar's menu */}
      {shape !== 'stack' && <AddLane count={count} configs={configs} catalogue={catalogue} />}
    </div>
  );
}
