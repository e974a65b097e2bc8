import type { RunConfig } from '../../../base/config.ts';
import { NO_ANSWERS } from '../answers.ts';
import type { AppState, Outcome } from '../app-state.ts';
import { everyLane } from '../change-lanes.ts';
import { begin, type LaneOutcome, quiet } from '../lane-run.ts';
import { active, type LaneRun, type LaneState, latestOf } from '../lane-state.ts';
import { type SeedBand, seedBand, seedOfRun, settingsOf } from './band.ts';
import type { SeedCount } from './counts.ts';

/** Sets the number of seeds that a start runs in every lane. */
export function withSeeds(state: AppState, count: SeedCount): AppState {
  const { seeds: _, ...one } = state;
  return count === 1 ? one : { ...one, seeds: count };
}

/**
 * Starts the next seed of every lane that has finished one, as soon as no lane trains any more: lanes of a comparison
 * run each seed side by side. Lanes that have run all their seeds show the mean of them.
 */
export function onward(before: AppState, outcome: Outcome): Outcome {
  const { state, effects } = outcome;
  if (!before.lanes.some(trains) || state.lanes.some(trains)) return outcome;
  const left = (lane: LaneState) =>
    lane.phase === 'done' && (lane.siblings?.length ?? 0) + 1 < (state.seeds ?? 1);
  const next = everyLane(state, (lane) => (left(lane) ? nextSeed(lane, state) : quiet(settled(lane))));
  return { state: next.state, effects: [...effects, ...next.effects] };
}

/** A lane in trouble holds no other back. */
const trains = (lane: LaneState): boolean => (active(lane) && !lane.trouble) || lane.startWaits;

function nextSeed(lane: LaneState, { backend }: AppState): LaneOutcome {
  const siblings = [...(lane.siblings ?? []), left(lane.run)];
  const { config } = lane;
  const first = Math.min(...siblings.map(seedOfRun));
  const seeded = config && { ...config, seed: first + siblings.length };
  const begun = begin({ ...lane, ...(seeded && { config: seeded }) }, backend);
  // the controls keep the first seed, which the next start begins with
  return { ...begun, lane: { ...begun.lane, ...(config && { config }), siblings } };
}

/** A lane whose seeds have all run shows their mean, and of the rest the first seed's. */
function settled(lane: LaneState): LaneState {
  if (lane.phase !== 'done' || !lane.siblings || lane.mean) return lane;
  const first = Math.min(...lane.siblings.map(seedOfRun));
  return showingSeed(showingSeed(lane, first), 'mean');
}

/** Shows another of a lane's seeds, or the mean of them. A lane that trains shows the seed that trains. */
export function showingSeed(lane: LaneState, seed: number | 'mean'): LaneState {
  const { siblings, mean: _, ...one } = lane;
  if (!siblings || active(lane)) return lane;
  if (seed === 'mean') return laneBand(lane) ? { ...one, siblings, mean: true } : lane;
  if (seedOfRun(lane.run) === seed) return { ...one, siblings };
  const wanted = siblings.find((run) => seedOfRun(run) === seed);
  if (!wanted) return lane;
  const others = siblings.map((run) => (run === wanted ? left(lane.run) : run));
  return { ...one, run: wanted, siblings: others };
}

/** A lane with runs of other seeds, which shows the mean of all if they are alike. */
export function withSiblings(lane: LaneState, siblings: readonly LaneRun[]): LaneState {
  if (siblings.length === 0) return lane;
  const whole: LaneState = { ...lane, siblings: siblings.map(left) };
  return showingSeed(whole, 'mean');
}

/** A run that the lane's worker holds no longer, so that it cannot be asked about its prototypes. */
function left({ inside = NO_ANSWERS, ...run }: LaneRun): LaneRun {
  const { asked: _, ...answers } = inside;
  return { ...run, inside: { ...answers, gone: true } };
}

/** All runs of a lane that have a report, in the order of their seeds. */
export const seedRuns = ({ run, siblings = [] }: Pick<LaneState, 'run' | 'siblings'>): LaneRun[] =>
  [run, ...siblings].filter(latestOf).sort((a, b) => seedOfRun(a) - seedOfRun(b));

const bands = new WeakMap<
  readonly LaneRun[],
  { readonly of: LaneRun; readonly band: SeedBand | undefined }
>();

/**
 * Mean and range of a lane's finished seeds, those that were trained with the settings of the run shown; undefined
 * for fewer than two. The same lane gives the same object.
 */
export function laneBand(lane: LaneState): SeedBand | undefined {
  const { run, siblings } = lane;
  if (!siblings) return undefined;
  // a report of the seed that trains changes nothing
  const all = active(lane) ? siblings : [run, ...siblings];
  const known = bands.get(siblings);
  const [own] = all;
  if (!own || known?.of === own) return known?.band;
  const band = seedBand(all.filter((each) => settingsOf(each) === settingsOf(own)));
  bands.set(siblings, { of: own, band });
  return band;
}

/** The run that a lane's curves and numbers show: the mean of its seeds where a person looks at that. */
export const curveRun = (lane: LaneState): LaneRun => (lane.mean && laneBand(lane)?.mean) || lane.run;

/**
 * The settings that a lane's controls ask of its run on the page, which has the settings `ran`. Each seed of a series is
 * as asked, though the controls name the first.
 */
export function askedConfig(
  config: RunConfig | undefined,
  ran: RunConfig | undefined,
  siblings: readonly LaneRun[] | undefined,
): RunConfig | undefined {
  if (!config || !siblings || !ran) return config;
  const seeds = [Number(ran['seed']), ...siblings.map(seedOfRun)];
  return config['seed'] === Math.min(...seeds) ? { ...config, seed: Number(ran['seed']) } : config;
}
