import { random } from '../../src/base/random.ts';
import type { Series } from '../../src/base/series.ts';
import type { PlotLane } from '../../src/plots/marks/lane.ts';
import toy from './fixtures/toy-runs.json' with { type: 'json' };

/** Real curves of short PyTorch runs (see the file's source), as the worker would have reported them. */
export const RUNS = toy.runs;

export const JOINT: PlotLane = { id: 1, label: 'CARP · joint', method: 'carp', prototypes: 'joint' };
export const DECOUPLED: PlotLane = {
  id: 2,
  label: 'CARP · decoupled',
  method: 'carp',
  prototypes: 'decoupled',
};
export const SWAV: PlotLane = { id: 3, label: 'SwAV · joint', method: 'swav', prototypes: 'joint' };

type ToyRun = (typeof RUNS)['carp joint'];

export function curve(run: ToyRun, name: 'unique@0.5' | 'used' | 'perplexity' | 'uniformity'): Series {
  return { steps: run.steps, values: run[name] };
}

export function lossOf(run: ToyRun): Series {
  return { steps: run.steps.slice(1), values: run.loss };
}

export function knnOf(run: ToyRun): Series {
  return { steps: run.knn.map(([step]) => step), values: run.knn.map(([, value]) => value) };
}

export function scaled(series: Series, by: number): Series {
  return { steps: series.steps, values: series.values.map((value) => value * by) };
}

/** `count` angles from a fixed stream, drawn round the circle or crowded round a few directions. */
export function someAngles(count: number, kind: 'even' | 'crowded' | 'collapsed'): Float32Array {
  const source = random(7).fork(kind);
  const wrap = (angle: number) => Math.atan2(Math.sin(angle), Math.cos(angle));
  return Float32Array.from({ length: count }, () => {
    if (kind === 'collapsed') return wrap(Math.PI + 0.01 * source.normal());
    if (kind === 'even' || source.uniform() < 0.45) return wrap(2 * Math.PI * source.uniform());
    const centre = [0.1, 1.9, -1.7][source.below(3)];
    return wrap(centre + 0.3 * source.normal());
  });
}
