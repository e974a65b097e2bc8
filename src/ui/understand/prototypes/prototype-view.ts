import { EPSILONS } from '../../../base/epsilons.ts';
import type { Inspection, Measure, Portrait } from '../../../base/messages.ts';
import { placeInSample, sampledIndex } from '../../../base/sample.ts';
import type { Series } from '../../../base/series.ts';
import { inspectionAt } from '../../state/answers.ts';
import { type LaneState, shownConfig, shownMeasure } from '../../state/lane-state.ts';
import { holds } from '../../state/questions.ts';

/** One lane's prototypes at the step that the time machine shows. */
export interface PrototypeView {
  readonly K: number;
  readonly D: number;
  readonly measure: Measure | undefined;
  /** Number of prototypes shown: K, or the size of an even sample. */
  readonly shown: number;
  /** The inspection of this step, or the last one before it. */
  readonly inspection: Inspection | undefined;
  /** All inspections up to that one, in step order. */
  readonly inspections: readonly Inspection[];
  /** The portrait of the selected prototype, if known. */
  readonly portrait: Portrait | undefined;
  /** True while the worker can still answer. */
  readonly held: boolean;
}

export function prototypeView(
  lane: LaneState,
  at: number | undefined,
  picked: number | undefined,
): PrototypeView {
  const { run } = lane;
  const config = shownConfig(lane) ?? {};
  const measure = shownMeasure(run, at);
  const portrait = run.inside?.portrait;
  return {
    K: Number(config['K'] ?? 0),
    D: Number(config['D'] ?? 0),
    measure,
    shown: measure?.picture?.wins.length ?? 0,
    inspection: measure && inspectionAt(run.inside, measure.step),
    inspections: run.inside?.inspections.filter(({ step }) => measure && step <= measure.step) ?? [],
    portrait: portrait?.prototype === picked ? portrait : undefined,
    held: holds(lane),
  };
}

/**
 * Groups as lists of members in index order, led by their representative. The largest comes first; among equals, the
 * one with the lowest index. `representatives` is one ε's row of an inspection's groups. Dead prototypes are in no
 * group.
 */
export function groupLists(representatives: Int32Array): number[][] {
  const lists = new Map<number, number[]>();
  representatives.forEach((of, k) => {
    if (of < 0) return;
    const list = lists.get(of);
    if (list) list.push(k);
    else lists.set(of, [k]);
  });
  return [...lists.values()].sort((a, b) => b.length - a.length || a[0] - b[0]);
}

/** A group of duplicates, by prototype indices 0..K-1; the first is its representative. */
export interface Group {
  readonly members: readonly number[];
  /** Share of the usage window's assignments that its members won together. */
  readonly share: number;
}

/** The groups of duplicates at the ε with index `epsilon` into EPSILONS, largest first. */
export function groupsOf({ K, shown, measure, inspection }: PrototypeView, epsilon: number): Group[] {
  if (!inspection) return [];
  const size = inspection.groups.length / EPSILONS.length;
  const wins = measure?.picture?.wins;
  return groupLists(inspection.groups.subarray(epsilon * size, (epsilon + 1) * size)).map((places) => ({
    members: places.map((place) => sampledIndex(place, K, shown)),
    share: places.reduce((sum, place) => sum + (wins?.[place] ?? 0), 0),
  }));
}

/** Positions of the other members of a prototype's group, in index order. */
export function twinsOf(
  { K, shown, inspection }: PrototypeView,
  epsilon: number,
  prototype: number | undefined,
): number[] {
  const place = prototype === undefined ? undefined : placeInSample(prototype, K, shown);
  if (!inspection || place === undefined) return [];
  const size = inspection.groups.length / EPSILONS.length;
  const own = inspection.groups.subarray(epsilon * size, (epsilon + 1) * size);
  if (!(own[place] >= 0)) return [];
  return [...own.keys()].filter((each) => each !== place && own[each] === own[place]);
}

/**
 * The first step of those inspected from which two positions count as one. `earlier` if they did at the first
 * inspection and training had begun before it.
 */
export function oneSince(
  inspections: readonly Inspection[],
  epsilon: number,
  a: number,
  b: number,
): { readonly step: number; readonly earlier: boolean } | undefined {
  const one = ({ groups }: Inspection) => {
    const from = (epsilon * groups.length) / EPSILONS.length;
    return groups[from + a] >= 0 && groups[from + a] === groups[from + b];
  };
  const apart = inspections.findLastIndex((each) => !one(each));
  const since = inspections[apart + 1];
  return since && { step: since.step, earlier: apart < 0 && since.step > 0 };
}

/** Share of assignments that one prototype won, by step, from the kept reports. */
export function shareOverTime(snapshots: readonly Measure[], prototype: number, K: number): Series {
  const points = snapshots.flatMap(({ step, picture }) => {
    const place = picture && placeInSample(prototype, K, picture.wins.length);
    return picture && place !== undefined ? [{ step, share: picture.wins[place] }] : [];
  });
  return { steps: points.map(({ step }) => step), values: points.map(({ share }) => share) };
}
