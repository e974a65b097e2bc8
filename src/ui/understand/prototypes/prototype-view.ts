import { EPSILONS } from '../../../base/epsilons.ts';
import type { Inspection, Measure, Portrait } from '../../../base/messages.ts';
import { placeInSample, sampledIndex } from '../../../base/sample.ts';
import type { Series } from '../../../base/series.ts';
import { atEpsilon, groupLists, oneSince, othersOf } from '../../../metrics/groups.ts';
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
  /** The groups that this step's report brought, or else those that the worker told last. */
  readonly grouped: Grouped | undefined;
  /** All known groups up to those, in step order. */
  readonly known: readonly Grouped[];
  /** Cosines to the nearest other prototype, [shown], at this step or the last one at which the worker was asked. */
  readonly nearest: Float32Array | undefined;
  /** The portrait of the selected prototype, if known. */
  readonly portrait: Portrait | undefined;
  /** True while the worker can still answer. */
  readonly held: boolean;
}

/** The groups of one step, by representatives [EPSILONS, shown]. */
interface Grouped {
  readonly step: number;
  readonly representatives: Uint16Array;
}

/** The steps whose groups are known. */
const groupedOf = (told: readonly (Measure | Inspection)[]): Grouped[] =>
  told.flatMap(({ step, representatives }) => (representatives ? [{ step, representatives }] : []));

export function prototypeView(
  lane: LaneState,
  at: number | undefined,
  picked: number | undefined,
): PrototypeView {
  const { run } = lane;
  const config = shownConfig(lane) ?? {};
  const measure = shownMeasure(run, at);
  const portrait = run.inside?.portrait;
  const asked = run.inside?.inspections ?? [];
  const until = measure?.step ?? -1;
  const known = groupedOf(measure?.representatives ? run.snapshots : asked).filter(
    ({ step }) => step <= until,
  );
  const grouped = known.at(-1);
  return {
    K: Number(config['K'] ?? 0),
    D: Number(config['D'] ?? 0),
    measure,
    shown: measure?.picture?.wins.length ?? (grouped?.representatives.length ?? 0) / EPSILONS.length,
    grouped,
    known,
    nearest: inspectionAt(run.inside, until)?.nearest,
    portrait: portrait?.prototype === picked ? portrait : undefined,
    held: holds(lane),
  };
}

/** A group of duplicates, by prototype indices 0..K-1; the first is its representative. */
export interface Group {
  readonly members: readonly number[];
  /** Share of the usage window's assignments that its members won together. */
  readonly share: number;
}

/** The groups of duplicates at the ε with index `epsilon` into EPSILONS, largest first. */
export function groupsOf({ K, shown, measure, grouped }: PrototypeView, epsilon: number): Group[] {
  if (!grouped) return [];
  const wins = measure?.picture?.wins;
  return groupLists(at(grouped, epsilon)).map((places) => ({
    members: places.map((place) => sampledIndex(place, K, shown)),
    share: places.reduce((sum, place) => sum + (wins?.[place] ?? 0), 0),
  }));
}

/** Positions of the other members of a prototype's group, in index order. */
export function twinsOf(
  { K, shown, grouped }: PrototypeView,
  epsilon: number,
  prototype: number | undefined,
): number[] {
  const place = prototype === undefined ? undefined : placeInSample(prototype, K, shown);
  return grouped && place !== undefined ? othersOf(at(grouped, epsilon), place) : [];
}

/** The step from which two positions count as one, as metrics/groups.ts tells it. */
export const togetherSince = ({ known }: PrototypeView, epsilon: number, a: number, b: number) =>
  oneSince(
    known.map((each) => ({ step: each.step, representatives: at(each, epsilon) })),
    a,
    b,
  );

const at = ({ representatives }: Grouped, epsilon: number): Uint16Array =>
  atEpsilon(representatives, epsilon, EPSILONS.length);

/** Share of assignments that one prototype won, by step, from the kept reports. */
export function shareOverTime(snapshots: readonly Measure[], prototype: number, K: number): Series {
  const points = snapshots.flatMap(({ step, picture }) => {
    const place = picture && placeInSample(prototype, K, picture.wins.length);
    return picture && place !== undefined ? [{ step, share: picture.wins[place] }] : [];
  });
  return { steps: points.map(({ step }) => step), values: points.map(({ share }) => share) };
}
