import type { Catalogue } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import type { Trouble } from '../../base/errors.ts';
import type { BackendChoice, Command, Report } from '../../base/messages.ts';
import type { RunLane } from '../../export/run-json.ts';
import type { Values } from './experiment.ts';
import type { Ghost } from './ghost.ts';
import type { LaneState } from './lane-state.ts';
import type { Lesson } from './lesson.ts';
import type { View, ViewChange } from './view.ts';

export type Pace = 'lockstep' | 'free';

/** All that the page shows. */
export interface AppState {
  readonly catalogue?: Catalogue;
  readonly version?: string;
  readonly backend: BackendChoice;
  readonly lanes: readonly LaneState[];
  /** How many lanes there ever were: an id is never given again, so that nothing late is heard of another. */
  readonly opened: number;
  /** What the person last asked for. */
  readonly intent: 'idle' | 'run' | 'pause';
  /** Lanes wait for each other, and share a seed; or each trains at its own pace, from a seed of its own. */
  readonly pace: Pace;
  /** Index into EPSILONS of the ε that single numbers and curves over steps use. */
  readonly epsilon: number;
  /** How the curves are looked at. */
  readonly view: View;
  /** The step that pictures and numbers are of; without one, of the latest. */
  readonly at?: number;
  /** The page goes through a run's reports by itself. */
  readonly plays?: boolean;
  /** Runs of before, drawn behind the lanes. */
  readonly ghosts?: readonly Ghost[];
  /** What the link hides and locks. */
  readonly lesson?: Lesson;
  /** The lane whose prototypes are looked into one by one, by id, and which of them is picked, 0..K-1. */
  readonly openPrototypes?: { readonly lane: number; readonly prototype?: number };
  /** Troubles of the page that belong to no lane's run, such as refused settings of the address. */
  readonly notices: readonly Trouble[];
}

/** The page following the latest reports. */
export function followingLatest({ at: _, plays: __, ...state }: AppState): AppState {
  return state;
}

/** Everything that can happen to the page. */
export type Action =
  | { readonly type: 'report'; readonly lane: number; readonly report: Report }
  | { readonly type: 'death'; readonly lane: number; readonly trouble: Trouble }
  /** These reports, by lane, are on the screen. */
  | { readonly type: 'drawn'; readonly reports: ReadonlyMap<number, number> }
  | { readonly type: 'start' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'step' }
  | { readonly type: 'reset' }
  | { readonly type: 'newSeed'; readonly seed: number }
  | { readonly type: 'restartLane'; readonly lane: number }
  /** Turns knobs of one lane, or of all. */
  | { readonly type: 'turn'; readonly lane: number | 'all'; readonly values: Values }
  /** A lane more, which joins at the next start. */
  | { readonly type: 'addLane' }
  | { readonly type: 'removeLane'; readonly lane: number }
  /** A lane more with this one's settings, right after it. */
  | { readonly type: 'duplicateLane'; readonly lane: number }
  /** The lane changes places with the one before it (-1) or after it (1). */
  | { readonly type: 'moveLane'; readonly lane: number; readonly by: -1 | 1 }
  /** From now on; in lock-step every lane takes the first one's seed. */
  | { readonly type: 'pace'; readonly pace: Pace; readonly opens?: boolean }
  /** Replaces every lane's config, and adds or removes lanes to match: a preset, or the address. */
  | {
      readonly type: 'configs';
      readonly configs: readonly RunConfig[];
      /** What the page opens with: nothing is locked yet. */
      readonly opens?: boolean;
    }
  | { readonly type: 'epsilon'; readonly index: number }
  | { readonly type: 'view'; readonly change: ViewChange }
  /** Looks back at a step, or without one follows the latest again. */
  | { readonly type: 'lookAt'; readonly step?: number }
  /** Goes through the reports one by one, from the step looked at or from the first; or stops doing so. */
  | { readonly type: 'play'; readonly on: boolean }
  /** Shows a run that was trained before, in place of every lane; `recorded` says when and where, in words. */
  | { readonly type: 'openRun'; readonly lanes: readonly RunLane[]; readonly recorded: string }
  /** Shows a run that comes with the page, in place of every lane; the settings stay as they are. */
  | { readonly type: 'showExample'; readonly lanes: readonly RunLane[]; readonly recorded: string }
  /** Draws these runs behind the lanes, in place of those drawn before. */
  | { readonly type: 'ghosts'; readonly ghosts: readonly Ghost[] }
  /** Looks into a lane's prototypes, or without a lane into none. */
  | { readonly type: 'lookInto'; readonly lane?: number }
  /** Picks one of them, 0..K-1. */
  | { readonly type: 'pick'; readonly prototype: number }
  /** Shows these below the ones that are shown; the same words are never shown twice. */
  | { readonly type: 'notice'; readonly troubles: readonly Trouble[] }
  /** Takes these away. */
  | { readonly type: 'dismiss'; readonly troubles: readonly Trouble[] };

/** What the page has to do in the world after a action. */
export type Effect =
  | { readonly lane: number; readonly do: 'send'; readonly command: Command }
  /** Opens a new worker for the lane, ending the old one if there is one. */
  | { readonly lane: number; readonly do: 'open' }
  /** Ends the lane's worker: the lane is no more. */
  | { readonly lane: number; readonly do: 'close' }
  /** Notes that these lanes' runs have begun, `beside` others that go on or by themselves. */
  | { readonly lanes: readonly number[]; readonly do: 'noteStart'; readonly beside: boolean }
  /** Keeps a run that is over, or whose summary came after its end; `page` is the page in which it last stood. */
  | { readonly lane: LaneState; readonly do: 'keepRun'; readonly page: AppState };

export interface Outcome {
  readonly state: AppState;
  readonly effects: readonly Effect[];
}
