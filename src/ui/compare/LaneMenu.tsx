import { memo } from 'react';
import type { Shelf } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import { idleNote } from '../../base/idle-settings.ts';
import type { KnobValue } from '../../base/knobs.ts';
import { Folded } from '../kit/Folded.tsx';
import { Icon } from '../kit/Icon.tsx';
import { Menu } from '../kit/Menu.tsx';
import { Knobs } from '../setup/Knobs.tsx';
import { PartPick } from '../setup/PartPick.tsx';
import { laneGroups, laneName } from '../state/experiment.ts';
import { PairNote } from '../understand/source/PairNote.tsx';
import { SourceButton } from '../understand/source/SourceButton.tsx';
import { LaneButtons } from './LaneButtons.tsx';
import type { LaneCardProps } from './lane-card-props.ts';
import type { useWaiting } from './use-waiting.ts';

const PICKS: readonly (readonly [Shelf, string])[] = [
  ['dataset', 'Dataset'],
  ['encoder', 'Encoder'],
];

interface LaneMenuProps
  extends Pick<LaneCardProps, 'number' | 'lanes' | 'catalogue' | 'changes' | 'ownSeed'> {
  /** The lane's id. */
  readonly lane: number;
  /** Settings of its controls. */
  readonly config: RunConfig | undefined;
  /** Settings that its run on the page does not have. */
  readonly waiting: ReturnType<typeof useWaiting>;
  readonly onTurn: (key: string, value: KnobValue) => void;
}

/** A lane's rarer actions, its settings, and where it comes from. */
export const LaneMenu = memo(function LaneMenu(props: LaneMenuProps) {
  const { lane, config, waiting, number, lanes, catalogue, changes, ownSeed, onTurn } = props;
  const waits = new Set(waiting.map(([key]) => key));
  const groups = catalogue && config ? laneGroups(config, catalogue, ownSeed) : [];
  return (
    <Menu className="lane-menu" name={`Lane ${number}: settings and actions`} summary={<Icon of="dots" />}>
      <LaneButtons lane={lane} number={number} lanes={lanes} settled={config !== undefined} />
      {catalogue && config && (
        <>
          <PairNote config={config} catalogue={catalogue} />
          {changes.length > 0 && <p className="lane-changes">Differs from lane 1: {changes.join(', ')}</p>}
          <SourceButton config={config} catalogue={catalogue} />
          <div className="lane-picks">
            {PICKS.map(([shelf, label]) => (
              <PartPick
                key={shelf}
                shelf={shelf}
                label={label}
                catalogue={catalogue}
                configs={[config]}
                onPick={(id) => onTurn(shelf, id)}
              />
            ))}
          </div>
          <Folded
            className="lane-knobs"
            control="lane-settings"
            summary={`Settings of ${laneName(config, catalogue)}`}
            holds={groups.flatMap(({ knobs }) => knobs.map(([key]) => key))}
          >
            <Knobs
              groups={groups}
              valueAt={(key) => config[key]}
              note={(key) => idleNote(key, [config])}
              waits={waits}
              onTurn={onTurn}
              open={groups.map((group) => group.title)}
            />
          </Folded>
        </>
      )}
    </Menu>
  );
});
