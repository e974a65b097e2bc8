import { EPSILONS } from '../base/messages.ts';
import { angles, sharedDensityMax } from '../plots/angles.ts';
import type { Plot, PlotOptions } from '../plots/frame.ts';
import { knn } from '../plots/knn.ts';
import type { PlotLane } from '../plots/lane.ts';
import { loss } from '../plots/loss.ts';
import { prototypeAccuracy } from '../plots/prototype-accuracy.ts';
import { ring } from '../plots/ring.ts';
import { uniformity } from '../plots/uniformity.ts';
import { uniqueVsEpsilon } from '../plots/unique-vs-epsilon.ts';
import { uniqueVsStep } from '../plots/unique-vs-step.ts';
import { usage } from '../plots/usage.ts';
import { usedAndUnique } from '../plots/used-and-unique.ts';
import type { AppState } from './app-state.ts';
import { type Ghost, ghostLanes } from './ghost.ts';
import type { Keep } from './keep.ts';
import { laneNames } from './lane-names.ts';
import { type LaneState, shownMeasure } from './lane-state.ts';

/** A plot's data, ready to be drawn at any size; a new function means new data. */
export type Draw = (options: PlotOptions) => Plot;

export interface LanePanels {
  readonly lane: PlotLane;
  readonly ring: Draw;
  readonly angles: Draw;
}

export interface CurvePanel {
  readonly id:
    | 'uniqueByEpsilon'
    | 'unique'
    | 'usage'
    | 'usedAndUnique'
    | 'accuracy'
    | 'uniformity'
    | 'loss'
    | 'knn';
  /** Accessible name, title of an exported picture. */
  readonly name: string;
  /** One sentence: how to read it. */
  readonly note: string;
  readonly draw: Draw;
}

const NO_ANGLES = new Float32Array(0);
const NO_SHARES: readonly number[] = [];
const NO_GHOSTS: readonly Ghost[] = [];

/** Every lane as the plots know it, by the name that tells it from the others. */
export function plotLanes(state: AppState, keep: Keep): PlotLane[] {
  const { catalogue } = state;
  const configs = state.lanes.map((lane) => lane.run.config ?? lane.config ?? {});
  const known = catalogue && configs.every((config) => config['method'] !== undefined);
  const labels = known
    ? laneNames(configs, catalogue)
    : state.lanes.map(({ run }, i) => run.label ?? `Lane ${i + 1}`);
  return state.lanes.map(({ id }, i) => {
    const method = String(configs[i]['method'] ?? '');
    const prototypes = String(configs[i]['prototypes'] ?? '');
    const label = labels[i];
    return keep(`lane ${i}`, [id, label, method, prototypes], () => ({ id, label, method, prototypes }));
  });
}

/** The pictures of each lane's own column, on one density scale. */
export function lanePanels(state: AppState, keep: Keep): LanePanels[] {
  const lanes = plotLanes(state, keep);
  const all = state.lanes.map((lane) => shownMeasure(lane.run, state.at)?.angles ?? NO_ANGLES);
  const scale = keep('density scale', all, () => ({ yMax: sharedDensityMax(all) }));
  return lanes.map((lane, i) => {
    const own = all[i];
    const K = Number((state.lanes[i].run.config ?? state.lanes[i].config)?.['K'] ?? own.length);
    const sampled = shownMeasure(state.lanes[i].run, state.at)?.sampled;
    const shown = sampled === undefined ? { count: K } : { count: sampled, of: K };
    const { yMax } = scale;
    return {
      lane,
      ring: keep(
        `ring ${i}`,
        [own, K, sampled],
        (): Draw => (options) => ring({ angles: own, ...shown }, options),
      ),
      angles: keep(
        `angles ${i}`,
        [own, lane, yMax, sampled, ...lanes],
        (): Draw => (options) =>
          angles({ lanes: [{ lane, angles: own }], beside: lanes, sampled, yMax }, options),
      ),
    };
  });
}

/** The overlaid curves of all lanes and ghosts, in reading order. */
export function curvePanels(state: AppState, keep: Keep): CurvePanel[] {
  const ghosts = state.ghosts ?? NO_GHOSTS;
  const lanes = [...plotLanes(state, keep), ...ghostLanes(ghosts, keep)];
  const runs = [...state.lanes, ...ghosts].map(({ run }) => run);
  const epsilon = EPSILONS[state.epsilon];
  const steps = Math.max(...state.lanes.map(stepsOf));
  const each = <T>(make: (run: LaneState['run'], lane: PlotLane) => T): T[] =>
    runs.map((run, i) => make(run, lanes[i]));

  return [
    {
      id: 'uniqueByEpsilon',
      name: 'Unique prototypes by ε',
      note: 'Two prototypes closer than ε count as one (Definition 2.1). Thin: only those in use.',
      draw: keep(
        'unique by epsilon',
        [...lanes, ...each((run) => shownMeasure(run, state.at)), ...each((run) => run.baseline)],
        (): Draw => {
          const data = {
            lanes: each((run, lane) => ({
              lane,
              unique: shownMeasure(run, state.at)?.unique ?? NO_SHARES,
              usedAndUnique: shownMeasure(run, state.at)?.usedAndUnique,
              random: run.baseline?.uniqueRandom,
            })),
          };
          return (options) => uniqueVsEpsilon(data, options);
        },
      ),
    },
    {
      id: 'unique',
      name: `Unique prototypes at ε ${epsilon}`,
      note: 'The same count at one ε, as training goes on.',
      draw: keep(
        'unique',
        [
          ...lanes,
          ...each((run) => run.history.unique[state.epsilon]),
          ...each((run) => run.baseline),
          steps,
          epsilon,
        ],
        (): Draw => {
          const data = {
            lanes: each((run, lane) => ({
              lane,
              unique: run.history.unique[state.epsilon],
              random: run.baseline?.uniqueRandom[state.epsilon],
            })),
            epsilon,
            steps,
          };
          return (options) => uniqueVsStep(data, options);
        },
      ),
    },
    {
      id: 'usage',
      name: 'Usage',
      note: 'Prototypes that won an assignment in the last 50 steps. Thin: perplexity of the mean assignment.',
      draw: keep('usage', [...lanes, ...each((run) => run.history.used), steps], (): Draw => {
        const data = {
          lanes: each((run, lane) => ({ lane, used: run.history.used, perplexity: run.history.perplexity })),
          steps,
        };
        return (options) => usage(data, options);
      }),
    },
    {
      id: 'usedAndUnique',
      name: `Used and unique at ε ${epsilon}`,
      note: 'Unique prototypes among those in use: untouched ones no longer count.',
      draw: keep(
        'used and unique',
        [...lanes, ...each((run) => run.history.usedAndUnique[state.epsilon]), steps, epsilon],
        (): Draw => {
          const data = {
            lanes: each((run, lane) => ({ lane, usedAndUnique: run.history.usedAndUnique[state.epsilon] })),
            epsilon,
            steps,
          };
          return (options) => usedAndUnique(data, options);
        },
      ),
    },
    {
      id: 'accuracy',
      name: 'Prototype accuracy',
      note: 'Each prototype names its images by their majority label. Labels never train anything.',
      draw: keep('accuracy', [...lanes, ...each((run) => run.history.prototypeAccuracy), steps], (): Draw => {
        const data = {
          lanes: each((run, lane) => ({ lane, prototypeAccuracy: run.history.prototypeAccuracy })),
          steps,
        };
        return (options) => prototypeAccuracy(data, options);
      }),
    },
    {
      id: 'uniformity',
      name: 'Uniformity',
      note: 'How evenly prototypes fill the sphere; lower is more even.',
      draw: keep(
        'uniformity',
        [...lanes, ...each((run) => run.history.uniformity), ...each((run) => run.baseline), steps],
        (): Draw => {
          const data = {
            lanes: each((run, lane) => ({
              lane,
              uniformity: run.history.uniformity,
              isotropic: run.baseline?.uniformityRandom,
            })),
            steps,
          };
          return (options) => uniformity(data, options);
        },
      ),
    },
    {
      id: 'loss',
      name: 'Loss',
      note: 'Losses of different methods are on different scales. Thin: its terms.',
      draw: keep(
        'loss',
        [...lanes, ...each((run) => run.history.loss), ...each((run) => run.baseline), steps],
        (): Draw => {
          const data = {
            lanes: each((run, lane) => ({
              lane,
              loss: run.history.loss,
              terms: run.history.terms,
              lnK: run.baseline?.lnK,
              K: Number(run.config?.['K'] ?? 0) || undefined,
            })),
            steps,
          };
          return (options) => loss(data, options);
        },
      ),
    },
    {
      id: 'knn',
      name: 'k-NN accuracy',
      note: 'Frozen encoder features, k = 20, T = 0.07, between the untrained encoder and raw pixels.',
      draw: keep(
        'knn',
        [...lanes, ...each((run) => run.history.knn), ...each((run) => run.baseline), steps],
        (): Draw => {
          const data = {
            lanes: each((run, lane) => ({
              lane,
              knn: run.history.knn,
              randomInit: run.baseline?.knnRandomInit,
              rawPixels: run.baseline?.knnRawPixels,
            })),
            steps,
          };
          return (options) => knn(data, options);
        },
      ),
    },
  ];
}

const stepsOf = (lane: LaneState): number =>
  lane.run.latest?.steps ?? Number((lane.run.config ?? lane.config)?.['steps'] ?? 1);
