import type { RunConfig } from '../../base/config.ts';
import { LaneChoices } from '../compare/LaneChoices.tsx';
import { useEnvironment } from '../kit/environment.ts';
import { Icon } from '../kit/Icon.tsx';
import { Menu } from '../kit/Menu.tsx';
import { useControl } from '../kit/use-control.ts';
import { useMedia } from '../kit/use-media.ts';
import { PresetPick } from '../setup/PresetPick.tsx';
import { CopyLinks } from '../share/CopyLinks.tsx';
import { ExportMenu } from '../share/ExportMenu.tsx';
import type { AppState } from '../state/app-state.ts';
import { MOST_LANES } from '../state/lane-limits.ts';
import { latestOf } from '../state/lane-state.ts';
import { TourButton } from '../understand/tour/TourButton.tsx';
import { useTour } from '../understand/tour/use-tour.tsx';
import { Badges } from './Badges.tsx';
import { keyProps } from './keys.ts';
import { PacePick } from './PacePick.tsx';
import { ROOM } from './room.ts';
import { SeedButton } from './SeedButton.tsx';
import { SeedsPick } from './SeedsPick.tsx';

interface ToolsProps {
  readonly state: AppState;
  /** Settings of the lanes there are. */
  readonly configs: readonly RunConfig[];
  readonly settingsOpen: boolean;
  readonly onSettings: () => void;
  readonly onKeys: () => void;
  readonly onFlip: () => void;
}

/** The right part of the bar. What a narrow window has no room for is in its last menu. */
export function Tools({ state, configs, settingsOpen, onSettings, onKeys, onFlip }: ToolsProps) {
  const { theme } = useEnvironment();
  const tour = useTour(state);
  const roomy = useMedia(ROOM.all);
  const presets = useMedia(ROOM.presets);
  const lanes = useControl('lanes');
  const reported = state.lanes.some((lane) => latestOf(lane.run));
  const changes = state.lanes.reduce((sum, { run }) => sum + (run.course?.changes.length ?? 0), 0);
  const dark = theme === 'dark';
  return (
    <div className="tools" role="group" aria-label="Tools" data-embed="off">
      {roomy && <Badges state={state} />}
      <button
        type="button"
        className="quiet"
        data-control="settings"
        aria-label="Settings"
        aria-expanded={settingsOpen}
        {...keyProps('settings', 'Settings')}
        onClick={onSettings}
      >
        <Icon of="gear" />
      </button>
      {roomy && <TourButton tour={tour} />}
      {roomy && (
        <Menu
          className="share-menu"
          control="share"
          name="Share"
          title="Copy a link to this setup."
          summary="Share"
        >
          <CopyLinks able={reported} changes={changes} />
        </Menu>
      )}
      <ExportMenu able={reported} />
      <Menu className="more-tools" name="More" summary={<Icon of="dots" />}>
        {!presets && (
          <>
            <PresetPick configs={configs} catalogue={state.catalogue} />
            <SeedButton state={state} />
            <SeedsPick state={state} />
            {state.lanes.length < MOST_LANES && (
              <div className="lane-choices" role="group" aria-label="Add lane" {...lanes}>
                <span aria-hidden="true">Add lane</span>
                <LaneChoices configs={configs} catalogue={state.catalogue} />
              </div>
            )}
          </>
        )}
        {!roomy && (
          <>
            <Badges state={state} />
            <TourButton tour={tour} />
            <CopyLinks able={reported} changes={changes} />
          </>
        )}
        <PacePick state={state} />
        <button
          type="button"
          className="quiet"
          {...useControl('keys')}
          {...keyProps('keys')}
          onClick={onKeys}
        >
          Keyboard
        </button>
        <button type="button" className="quiet" {...useControl('theme')} onClick={onFlip}>
          {dark ? 'Light theme' : 'Dark theme'}
        </button>
      </Menu>
      {tour.sheet}
    </div>
  );
}
