import { EPSILONS } from '../../base/epsilons.ts';
import { sampledIndex } from '../../base/sample.ts';
import { angles } from '../../plots/angles.ts';
import type { PlotLane } from '../../plots/marks/lane.ts';
import type { SpotsData } from '../../plots/marks/spots.ts';
import { nearest } from '../../plots/nearest.ts';
import { ring } from '../../plots/ring.ts';
import { uniqueOfWeights } from '../../plots/unique-of-weights.ts';
import { valueHistogram } from '../../plots/value-histogram.ts';
import type { PrototypeCounts } from '../../weights/counts.ts';
import type { DrawnRows } from '../../worker/inspector-messages.ts';
import type { Draw } from '../figures/panels.ts';
import type { MatrixCount, OpenFile } from './open-file.ts';
import { groupsAt } from './weight-groups.ts';

/** The curves of all counted files over ε. The random baseline is that of the shown file, which comes first. */
export function uniqueDraw(
  files: readonly OpenFile[],
  shown: OpenFile,
  lanes: ReadonlyMap<number, PlotLane>,
  paper: boolean,
): Draw {
  const others = files.filter((file) => file !== shown);
  const drawn = [shown, ...others].flatMap((file) => {
    const counts = file.count?.counts;
    const lane = lanes.get(file.id);
    return counts && lane ? [{ lane, epsilons: counts.epsilons, unique: sharesOf(counts) }] : [];
  });
  // one order of lanes keeps every file's colour
  const order = [...lanes.keys()];
  drawn.sort((a, b) => order.indexOf(a.lane.id) - order.indexOf(b.lane.id));
  const random = shown.count?.counts && shown.count.random?.mean;
  const epsilons = shown.count?.counts?.epsilons ?? EPSILONS;
  const data = { lanes: drawn, random: random && { epsilons, mean: random }, paper };
  return (options) => uniqueOfWeights(data, options);
}

/** Unique shares of K, per threshold. */
const sharesOf = ({ unique, K }: PrototypeCounts): number[] => unique.map((count) => count / Math.max(1, K));

/** The plots of drawn rows: ring and angles. */
export function planeDraws(lane: PlotLane, all: readonly PlotLane[], rows: DrawnRows, K: number) {
  const sampled = rows.shown < K ? rows.shown : undefined;
  const count = sampled === undefined ? { count: K } : { count: sampled, of: K };
  return {
    ring: ((options) => ring({ angles: rows.angles, ...count }, options)) satisfies Draw,
    angles: ((options) =>
      angles({ lanes: [{ lane, angles: rows.angles }], beside: all, sampled }, options)) satisfies Draw,
  };
}

/** The histograms of a counted matrix. */
export function histogramDraws(
  lane: PlotLane,
  all: readonly PlotLane[],
  counts: PrototypeCounts,
  gain: MatrixCount['gain'],
  e: number,
) {
  const { K, D, norms } = counts;
  const groups = groupsAt(counts.representatives, e);
  const common = { lane, beside: all };
  const data = { ...common, nearest: counts.nearest, K, D, epsilon: EPSILONS[e] ?? 0 };
  const sizes = {
    ...common,
    name: 'Group sizes',
    axis: 'Prototypes in the group (log)',
    counted: 'Groups (count, log)',
    values: groups.sizes,
    log: true,
  };
  const lengths = {
    ...common,
    name: 'Norms',
    axis: 'Norm of a row',
    counted: 'Prototypes (count)',
    values: norms,
  };
  const gains = { ...lengths, name: 'Gains', axis: 'Gain (weight_g)', values: gain ?? NO_VALUES };
  return {
    // two prototypes at least have neighbours, and two dimensions random directions
    nearest: K > 1 && D > 1 ? (((options) => nearest(data, options)) satisfies Draw) : undefined,
    sizes: ((options) => valueHistogram(sizes, options)) satisfies Draw,
    norms: ((options) => valueHistogram(lengths, options)) satisfies Draw,
    gains: gain && (((options) => valueHistogram(gains, options)) satisfies Draw),
  };
}

const NO_VALUES = new Float32Array(0);

/** The points of map and sphere. Their size is that of the group of duplicates, once it is counted. */
export function spotsData(
  lane: PlotLane,
  beside: readonly PlotLane[],
  { places, shown }: DrawnRows,
  K: number,
  representatives: Int32Array | undefined,
  e: number,
): Omit<SpotsData, 'picked' | 'twins'> {
  const sizes = representatives && groupsAt(representatives, e).sizes;
  const size = (k: number) => (representatives && sizes?.[representatives[e * K + k] ?? -1]) || 1;
  const wins = Float32Array.from({ length: shown }, (_, i) => size(sampledIndex(i, K, shown)) / K);
  return { lane, beside, places, wins, unseen: true, cloud: NO_VALUES, K };
}
