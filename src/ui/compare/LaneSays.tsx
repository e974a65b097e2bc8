import { LaneVerdict } from '../understand/verdict/LaneVerdict.tsx';
import { LaneTrouble } from './LaneTrouble.tsx';
import type { LaneCardProps } from './lane-card-props.ts';
import { PendingChange } from './PendingChange.tsx';
import { useWaiting } from './use-waiting.ts';

/** Two lines under a lane's head, whose height never changes: its trouble, else its pending change, else its verdict. */
export function LaneSays(props: LaneCardProps) {
  const { lane, shown, number, epsilon, catalogue } = props;
  const pending = useWaiting(lane, catalogue);
  return (
    <div className="lane-says">
      {lane.trouble ? (
        <LaneTrouble lane={lane} trouble={lane.trouble} />
      ) : pending.length > 0 && catalogue ? (
        <PendingChange lane={lane} pending={pending} catalogue={catalogue} />
      ) : (
        <LaneVerdict lane={lane} shown={shown} number={number} epsilon={epsilon} catalogue={catalogue} />
      )}
    </div>
  );
}
