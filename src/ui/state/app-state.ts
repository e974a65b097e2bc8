import type { Catalogue } from '../../base/catalogue.ts';
import type { RunConfig } from '../../base/config.ts';
import type { Trouble } from '../../base/errors.ts';
import type { BackendChoice, Command, Report } from '../../base/messages.ts';
import type { RunLane } from '../../export/run-json.ts';
import type { Settings } from './experiment.ts';
import type { Ghost } from './ghost.ts';
import type { Apart } from './lane-limits.ts';
import type { LaneState } from './lane-state.ts';
import type { Lesson } from './lesson.ts';
import type { SeedCount } from './seeds/counts.ts';
import type { View, ViewChange } from './view.ts';

export type Pace = 'lockstep' | 'free';

/** Everything the page shows. */
export interface AppState {
  readonly catalogue?: Catalogue;
  readonly version?: string;
  readonly backend: BackendChoice;
  readonly lanes: readonly LaneState[];
  /** Number of lanes ever opened. Ids are never reused, so a late report cannot reach another lane. */
  readonly opened: number;
  /** The person's last request. */
  readonly intent: 'idle' | 'run' | 'pause';
  /** In lockstep lanes wait for each other and share a seed; in free pace each has its own. */
  readonly pace: Pace;
  /** Number of seeds that a start runs in every lane, one after the other. Absent for one. */
  readonly seeds?: SeedCount;
  /** Index into EPSILONS: the ε of single numbers and of curves over steps. */
  readonly epsilon: number;
  /** Scales, zoom, smoothing and hidden lanes of the curves. */
  readonly view: View;
  /** Step that pictures and numbers show; absent while they follow the latest. */
  readonly at?: number;
  /** True while the page replays a run's reports. */
  readonly plays?: boolean;
  /** Earlier runs, drawn behind the lanes. */
  readonly ghosts?: readonly Ghost[];
  /** Logs of training elsewhere, drawn behind the lanes. */
  readonly logs?: readonly Ghost[];
  /** Runs that came with a link, drawn behind lanes that trained anew since. */
  readonly linked?: readonly Ghost[];
  /** The run that comes with the page, drawn behind lanes that have no report yet. */
  readonly example?: readonly Ghost[];
  /** Controls that the link hides or locks. */
  readonly lesson?: Lesson;
  /** Id of the lane whose prototypes are open one by one, and the picked prototype, 0..K-1. */
  readonly openPrototypes?: { readonly lane: number; readonly prototype?: number };
  /** Troubles that belong to no run, such as a refused setting in the address. */
  readonly notices: readonly Trouble[];
}

/** The page, following the latest reports again. */
export function followingLatest({ at: _, plays: __, ...state }: AppState): AppState {
  return state;
}

/** Everything that can happen to the page. */
export type Action =
  | { readonly type: 'report'; readonly lane: number; readonly report: Report }
  | { readonly type: 'death'; readonly lane: number; readonly trouble: Trouble }
  /** These reports, by lane id, are on the screen. */
  | { readonly type: 'drawn'; readonly reports: ReadonlyMap<number, number> }
  | { readonly type: 'start' }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'step' }
  | { readonly type: 'reset' }
  /** Starts every lane anew with the settings of its controls, running or not. */
  | { readonly type: 'restart' }
  | { readonly type: 'newSeed'; readonly seed: number }
  /** Sets the number of seeds that a start runs. */
  | { readonly type: 'seeds'; readonly count: SeedCount; readonly opens?: boolean }
  /** Shows a finished lane's run with this seed, or the mean of all its seeds. */
  | { readonly type: 'showSeed'; readonly lane: number; readonly seed: number | 'mean' }
  | { readonly type: 'restartLane'; readonly lane: number }
  /** Turns knobs of one lane, or of all. */
  | { readonly type: 'turn'; readonly lane: number | 'all'; readonly values: Settings }
  /** Adds a lane, which joins at the next start. */
  | { readonly type: 'addLane'; readonly apart: Apart }
  | { readonly type: 'removeLane'; readonly lane: number }
  /** Adds a lane with this one's settings, right after it. */
  | { readonly type: 'duplicateLane'; readonly lane: number }
  /** Swaps the lane with the one before it (-1) or after it (1). */
  | { readonly type: 'moveLane'; readonly lane: number; readonly by: -1 | 1 }
  /** Sets the pace. In lockstep every lane takes the first one's seed. */
  | { readonly type: 'pace'; readonly pace: Pace; readonly opens?: boolean }
  /** Replaces every lane's config, and adds or removes lanes to match, such as the address. */
  | {
      readonly type: 'configs';
      readonly configs: readonly RunConfig[];
      /** True for the settings that the page opens with: locks do not hold them. */
      readonly opens?: boolean;
    }
  /** Does the same with the configs of a preset, and clears the lanes whose run has other settings. */
  | { readonly type: 'preset'; readonly configs: readonly RunConfig[] }
  | { readonly type: 'epsilon'; readonly index: number }
  | { readonly type: 'view'; readonly change: ViewChange }
  /** Looks back at `step`; without it, follows the latest again. */
  | { readonly type: 'lookAt'; readonly step?: number }
  /** Replays the reports one by one, from the step looked at or the first; or stops. */
  | { readonly type: 'play'; readonly on: boolean }
  /** Shows a run that was trained before, in place of every lane; `recorded` says when and where, in words. */
  | { readonly type: 'openRun'; readonly lanes: readonly RunLane[]; readonly recorded: string }
  /** Shows a preset's run that comes with the page, in place of every lane; the settings stay as they are. */
  | {
      readonly type: 'showExample';
      readonly preset: string;
      readonly lanes: readonly RunLane[];
      readonly recorded: string;
    }
  /** Shows runs that a link carries in the lanes that have one, and clears the others. */
  | {
      readonly type: 'showLinked';
      readonly lanes: readonly (RunLane | undefined)[];
      readonly recorded: string;
      /** Index into EPSILONS that the link was made at. */
      readonly epsilon: number;
    }
  /** Draws these runs behind the lanes, in place of those drawn before. */
  | { readonly type: 'ghosts'; readonly ghosts: readonly Ghost[] }
  /** Draws these logs behind the lanes, in place of those drawn before. */
  | { readonly type: 'logs'; readonly logs: readonly Ghost[] }
  /** Draws the run that comes with the page behind the lanes until their first report. */
  | { readonly type: 'exampleBehind'; readonly ghosts: readonly Ghost[] }
  /** Opens a lane's prototypes; without a lane, closes them. */
  | { readonly type: 'lookInto'; readonly lane?: number }
  /** Picks a prototype, 0..K-1. */
  | { readonly type: 'pick'; readonly prototype: number }
  /** Appends notices; the same words are never shown twice. */
  | { readonly type: 'notice'; readonly troubles: readonly Trouble[] }
  /** Removes notices. */
  | { readonly type: 'dismiss'; readonly troubles: readonly Trouble[] };

/** Work outside the reducer that an action asks for. */
export type Effect =
  | { readonly lane: number; readonly do: 'send'; readonly command: Command }
  /** Opens a new worker for the lane and ends the old one, if any. */
  | { readonly lane: number; readonly do: 'open' }
  /** Ends the worker of a removed lane. */
  | { readonly lane: number; readonly do: 'close' }
  /** Notes that these lanes' runs have begun, `beside` others that go on or by themselves. */
  | { readonly lanes: readonly number[]; readonly do: 'noteStart'; readonly beside: boolean }
  /** Keeps a run at its end, and again if its summary comes later. `page` is the page in which the run last stood. */
  | { readonly lane: LaneState; readonly do: 'keepRun'; readonly page: AppState };

export interface Outcome {
  readonly state: AppState;
  readonly effects: readonly Effect[];
}
