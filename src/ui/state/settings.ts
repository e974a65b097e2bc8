import type { Catalogue } from '../../base/catalogue.ts';
import { knobsOf, type RunConfig } from '../../base/config.ts';
import type { Command } from '../../base/messages.ts';
import type { AppState, Outcome } from './app-state.ts';
import { addLanes, everyLane, keepLanes } from './change-lanes.ts';
import { encoderFor, type Settings } from './experiment.ts';
import { type LaneOutcome, quiet } from './lane-run.ts';
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

/** Gives every lane its config of these, adding or removing lanes to match. */
export function withConfigs(state: AppState, configs: readonly RunConfig[]): Outcome {
  const fewer = keepLanes(state, state.lanes.slice(0, configs.length));
  const turned = everyLane(fewer.state, (lane, i) => turnLane(lane, configs[i] ?? {}, state.catalogue));
  const more = addLanes(turned.state, configs.slice(state.lanes.length));
  return { state: more.state, effects: [...fewer.effects, ...turned.effects, ...more.effects] };
}

/** Turns a lane's knobs. Live ones reach a running worker at once. */
function turnLane(lane: LaneState, values: Settings, catalogue: Catalogue | undefined): LaneOutcome {
  if (!catalogue || !lane.config) return quiet(lane);
  const knobs = knobsOf(catalogue);
  const config = { ...lane.config, ...values };
  if (!active(lane) || !lane.run.config) return quiet({ ...lane, config });
  const running = { ...lane.run.config };
  const commands: Command[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (!knobs.get(key)?.live || running[key] === value) continue;
    running[key] = value;
    commands.push({ type: 'set', key, value });
  }
  return { lane: { ...lane, config, run: { ...lane.run, config: running } }, commands };
}
