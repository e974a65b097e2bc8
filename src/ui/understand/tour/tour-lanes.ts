import type { RunConfig } from '../../../base/config.ts';
import { EPSILONS, type Epsilon, PAPER_EPSILON, TOY_EPSILON } from '../../../base/epsilons.ts';
import { nameAt } from '../../../base/measure-row.ts';
import type { Measure } from '../../../base/messages.ts';
import { PAPER_SYSTEMS, type PaperPlace, type PaperSystem } from '../../../base/paper-numbers.ts';
import { last } from '../../../base/series.ts';
import type { Action, AppState } from '../../state/app-state.ts';
import type { Settings } from '../../state/experiment.ts';
import { MOST_LANES } from '../../state/lane-limits.ts';
import { active, type LaneRun, latestOf, runAt, shownConfig } from '../../state/lane-state.ts';
import { numeral, percent } from '../../words/numerals.ts';

// Pure functions: the numbers that the tour reads off the lanes, and the actions that set lanes up for it.

/** A lane as the page shows it. */
export interface Shown {
  /** The lane's number, from 1. */
  readonly number: number;
  readonly run: LaneRun;
  readonly measure: Measure | undefined;
  readonly config: RunConfig;
}

/** All lanes at the step that the page shows. */
function shownLanes(state: AppState): Shown[] {
  return state.lanes.map((lane, i) => {
    const run = runAt(lane.run, state.at);
    return { number: i + 1, run, measure: latestOf(run), config: shownConfig(lane) ?? {} };
  });
}

export const laneMovedBy = (state: AppState, prototypes: string): Shown | undefined =>
  shownLanes(state).find(({ config }) => config['prototypes'] === prototypes);

/** True once a lane with these prototypes has taken a step on this page; a recorded run does not count. */
export const trains = (state: AppState, prototypes: string): boolean =>
  state.lanes.some(
    ({ run }) =>
      run.recorded === undefined &&
      run.config?.['prototypes'] === prototypes &&
      (latestOf(run)?.step ?? 0) > 0,
  );

const at = (state: AppState) => `ε ${EPSILONS[state.epsilon]}`;

/** One sentence, such as "Lane 1, joint, step 140: 38.2% unique (ε 0.5)." */
export function uniqueNow(state: AppState, prototypes: string): string {
  const lane = laneMovedBy(state, prototypes);
  if (!lane) return `No lane has ${prototypes} prototypes.`;
  const { measure, number } = lane;
  if (!measure) return `Lane ${number}, ${prototypes}: not started.`;
  return `Lane ${number}, ${prototypes}, step ${numeral(measure.step)}: ${percent(measure.unique[state.epsilon])} unique (${at(state)}).`;
}

export function usedNow(state: AppState, prototypes: string): string {
  const lane = laneMovedBy(state, prototypes);
  if (!lane?.measure) return uniqueNow(state, prototypes);
  const { measure, number, run } = lane;
  const purity = last(run.history.purity);
  const shuffled = last(run.history.purityShuffled);
  return (
    `Lane ${number}, ${prototypes}: ${percent(measure.unique[state.epsilon])} unique, ${percent(measure.used)} used, ` +
    `${percent(measure.agreedAndUnique[state.epsilon])} in use (${at(state)})` +
    `${purity === undefined ? '' : `, purity ${percent(purity)} (shuffled labels ${percent(shuffled)})`}.`
  );
}

export function lossNow(state: AppState, prototypes: string): string[] {
  const lane = laneMovedBy(state, prototypes);
  const values = lane?.run.history.loss.values ?? [];
  if (!lane || values.length < 2) return [];
  const written = (value: number) => numeral(Number(value.toPrecision(3)));
  return [`Its loss: ${written(values[0])} → ${written(values[values.length - 1])}.`];
}

export function cloudNow(state: AppState, prototypes: string): string[] {
  const lane = laneMovedBy(state, prototypes);
  const summary = lane?.run.summary;
  if (!lane || !summary || !Number.isFinite(summary.effectiveRank)) return [];
  const rank = numeral(Number(summary.effectiveRank.toPrecision(2)));
  return [
    `Its embeddings: effective rank ${rank} of ${numeral(Number(lane.config['D']))}, embedding diversity ` +
      `${percent(summary.embeddingDiversity[String(EPSILONS[state.epsilon])])} (${at(state)}).`,
  ];
}

/** A row of the table that compares the lanes with the paper. */
export interface Beside {
  readonly system: string;
  readonly quantity: string;
  readonly paper: string;
  readonly where: string;
  /** The lane's number at the paper's ε. */
  readonly here: string;
  /** The same at TOY_EPSILON. */
  readonly wide: string;
}

/** The paper's systems that the tour's lanes run, and DINO. */
const TABLED: readonly PaperSystem[] = [PAPER_SYSTEMS.dino, PAPER_SYSTEMS.carp, PAPER_SYSTEMS['carp-dec']];

const PLACES: Readonly<Record<PaperPlace, string>> = {
  text: 'source: text',
  'figure 3a': 'source: Figure 3a',
  'figure 3b': 'source: Figure 3b, ImageNet-1k',
};

/** The paper's numbers beside those of lanes that run the same pair of method and prototypes. */
export function besidePaper(state: AppState): Beside[] {
  const lanes = shownLanes(state);
  const rowsOf = (wanted: string, quantity: string) =>
    TABLED.flatMap(({ label, method, prototypes, K, numbers }): Beside[] => {
      const number = numbers.find(({ metric }) => metric === wanted);
      const lane = lanes.find(
        ({ config, measure }) =>
          config['method'] === method && config['prototypes'] === prototypes && measure,
      );
      if (!number) return [];
      const unique = (epsilon: Epsilon) => percent(lane?.measure?.unique[EPSILONS.indexOf(epsilon)]);
      const counts = wanted !== 'knn';
      return [
        {
          system: label,
          quantity,
          paper: `${percent(number.value)}${counts && K !== undefined ? ` of ${numeral(K)}` : ''}`,
          where: PLACES[number.place],
          here: counts ? unique(PAPER_EPSILON) : percent(lane && last(lane.run.history.knn)),
          wide: counts ? unique(TOY_EPSILON) : '',
        },
      ];
    });
  return [...rowsOf(nameAt('unique', PAPER_EPSILON), 'unique'), ...rowsOf('knn', 'k-NN')];
}

/** CARP as published and CARP decoupled, in the first lane's sizes. */
function pairConfigs(first: RunConfig): RunConfig[] {
  const K = Number(first['K']);
  const size = Number(first['carp.partition_size']);
  const plain: RunConfig = {
    ...first,
    method: 'carp',
    'carp.partition_size': K % size === 0 ? size : K,
    'joint.koleo_weight': 0,
    'head.output_norm': 'auto',
    'head.embedding': 'auto',
    'views.local_crops': 0,
    update: 'both',
    freeze_prototypes: 0,
  };
  return [
    { ...plain, prototypes: 'joint' },
    { ...plain, prototypes: 'decoupled' },
  ];
}

const afresh = (state: AppState, configs: readonly RunConfig[]): Action[] => [
  ...(state.lanes.some(active) ? [{ type: 'reset' } as const] : []),
  { type: 'configs', configs },
  { type: 'start' },
];

/** Actions that set up a joint and a decoupled lane and start them. Empty until the engine is loaded. */
export function startPair(state: AppState): Action[] {
  const first = state.lanes[0]?.config;
  return first && state.catalogue ? afresh(state, pairConfigs(first)) : [];
}

/** Actions that start the lanes again with these settings. */
export function startAgain(state: AppState, values: Settings): Action[] {
  const configs = state.lanes.flatMap(({ config }) => (config ? [{ ...config, ...values }] : []));
  return state.catalogue ? afresh(state, configs) : [];
}

/** Actions that add a lane with fixed prototypes and start all. On a full page it replaces the last lane. */
export function startFixed(state: AppState): Action[] {
  const configs = state.lanes.flatMap(({ config }) => (config ? [config] : []));
  const [first] = configs;
  if (!first || !state.catalogue) return [];
  const there = configs.some((config) => config['prototypes'] === 'fixed');
  const kept = there ? configs : configs.slice(0, MOST_LANES - 1);
  return afresh(state, there ? kept : [...kept, { ...first, prototypes: 'fixed' }]);
}
