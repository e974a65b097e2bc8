import type { Catalogue } from '../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../base/config.ts';
import type { Command } from '../../base/messages.ts';
import { type AppState, followingLatest, type Outcome } from './app-state.ts';
import { addLanes, everyLane, keepLanes } from './change-lanes.ts';
import { encoderFor, ranWith, type Settings } from './experiment.ts';
import { clear, type LaneOutcome, quiet } from './lane-run.ts';
import { active, type LaneState } from './lane-state.ts';

/** Turns knobs of one lane, or of all. A method that needs another encoder changes the encoder of every lane. */
export function turnLanes(state: AppState, lane: number | 'all', values: Settings): Outcome {
  const { catalogue } = state;
  const turned = state.lanes.filter(({ id }) => lane === 'all' || lane === id);
  // all lanes share one encoder, so a method that needs another changes it for all
  const encoder = turned
    .map(({ config }) => config && catalogue && encoderFor(values, config, catalogue))
    .find((id) => id !== undefined);
  const along = encoder === undefined ? {} : { encoder };
  return everyLane(state, (each) =>
    turned.includes(each)
      ? turnLane(each, { ...values, ...along }, catalogue)
      : encoder === undefined
        ? quiet(each)
        : turnLane(each, along, catalogue),
  );
}

/** Gives every lane its config of these, adding or removing lanes to match. No lane repeats an opened run's changes. */
export function withConfigs(state: AppState, configs: readonly RunConfig[]): Outcome {
  const fewer = keepLanes(state, state.lanes.slice(0, configs.length));
  const turned = everyLane(fewer.state, ({ repeats: _, ...lane }, i) =>
    turnLane(lane, configs[i] ?? {}, state.catalogue),
  );
  const more = addLanes(turned.state, configs.slice(state.lanes.length));
  return { state: more.state, effects: [...fewer.effects, ...turned.effects, ...more.effects] };
}

/**
 * Gives every lane its config of a preset. A run with other settings would stand below the name of a run that it is
 * not, so its lane is cleared first.
 */
export function withPreset(state: AppState, configs: readonly RunConfig[]): Outcome {
  const { catalogue } = state;
  if (!catalogue) return { state, effects: [] };
  const cleared = everyLane(state, (lane, i) => {
    const ran = lane.run.config ?? (active(lane) ? lane.config : undefined);
    const wanted = configs[i];
    const same = !ran || !wanted || ranWith(wanted, ran, catalogue);
    return same && !lane.run.course?.changes.length ? quiet(lane) : clear(lane);
  });
  const calm = cleared.state === state ? state : followingLatest(cleared.state);
  const turned = withConfigs(calm, configs);
  return { state: turned.state, effects: [...cleared.effects, ...turned.effects] };
}

/** True if the lanes stand at these configs and have no run of the person's, so that a recorded one takes nobody's place. */
export const awaits = ({ lanes, intent, catalogue }: AppState, configs: readonly RunConfig[]): boolean =>
  catalogue !== undefined &&
  intent === 'idle' &&
  lanes.length === configs.length &&
  lanes.every(({ config, run, startWaits }, i) => {
    const asked = configs[i];
    const own = run.config !== undefined && run.example === undefined;
    return (
      !startWaits && !own && config !== undefined && asked !== undefined && ranWith(asked, config, catalogue)
    );
  });

/**
 * Turns a lane's knobs. Live ones reach a running worker at once, which then says at which step each took effect. What is
 * turned by hand is no longer repeated.
 */
function turnLane(lane: LaneState, values: Settings, catalogue: Catalogue | undefined): LaneOutcome {
  if (!catalogue || !lane.config) return quiet(lane);
  const knobs = knobsOf(catalogue);
  const before = lane.config;
  const turned = Object.entries(values).filter(([key, value]) => before[key] !== value);
  const config = { ...before, ...values };
  const { repeats, ...rest } = lane;
  const left = repeats?.course.changes.filter(({ key }) => turned.every(([other]) => other !== key)) ?? [];
  const kept = repeats &&
    (left.length > 0 || turned.length === 0 || repeats.course.returns !== undefined) && {
      repeats: { ...repeats, course: { ...repeats.course, changes: left } },
    };
  const commands = turned.flatMap(([key, value]): Command[] =>
    active(lane) && knobs.get(key)?.live ? [{ type: 'set', key, value }] : [],
  );
  return { lane: { ...rest, config, ...kept }, commands };
}
