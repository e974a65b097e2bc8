import { memo } from 'react';
import { Icon } from '../kit/Icon.tsx';
import { Menu } from '../kit/Menu.tsx';
import { useControl } from '../kit/use-control.ts';
import { MOST_LANES } from '../state/lane-limits.ts';
import { LaneChoices, type LaneChoicesProps } from './LaneChoices.tsx';

interface AddLaneProps extends LaneChoicesProps {
  /** Number of lanes. */
  readonly count: number;
}

/** The menu that adds a lane beside the others. */
export const AddLane = memo(function AddLane({ count, ...choices }: AddLaneProps) {
  const control = useControl('lanes');
  if (count >= MOST_LANES) return null;
  return (
    <div className="lane-add" data-embed="off" {...control}>
      <Menu className="add-menu" name="Add lane" summary={<Icon of="plus" />}>
        <LaneChoices {...choices} />
      </Menu>
    </div>
  );
});
