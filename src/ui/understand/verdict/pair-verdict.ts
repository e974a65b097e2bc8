import { EPSILONS } from '../../../base/epsilons.ts';
import { last } from '../../../base/series.ts';
import { type LaneRun, latestOf } from '../../state/lane-state.ts';
import { seedOfRun } from '../../state/seeds/band.ts';
import { numeral, percent } from '../../words/numerals.ts';

/** A lane of a comparison: its name, and its run at the step that the page shows. */
export interface Compared {
  readonly label: string;
  readonly run: LaneRun;
  /** Its runs of all seeds, that one among them. */
  readonly seeds?: readonly LaneRun[];
}

/** Differences that count, in 0..1. Smaller ones are within the spread over seeds (docs/results.md). */
const UNIQUE_GAP = 0.1;
const IN_USE_GAP = 0.01;
const KNN_GAP = 0.01;

/**
 * The gains and losses of the second of two lanes, by the three main numbers together, in a few
 * sentences. `epsilon` indexes EPSILONS. Undefined unless both lanes stand at one step and have all three.
 */
export function pairVerdict(first: Compared, second: Compared, epsilon: number): string | undefined {
  const [a, b] = [numbersOf(first.run, epsilon), numbersOf(second.run, epsilon)];
  if (!a || !b || a.step !== b.step) return undefined;
  const against = (of: 'unique' | 'inUse' | 'knn') => `${percent(b[of])} against ${percent(a[of])}`;
  const says = [
    worded(b.unique - a.unique, UNIQUE_GAP, [
      'more unique prototypes',
      'fewer unique prototypes',
      'about as many unique prototypes',
    ]),
    worded(b.inUse - a.inUse, IN_USE_GAP, ['more in use', 'fewer in use', 'about as many in use']),
    worded(b.knn - a.knn, KNN_GAP, ['better features', 'worse features', 'equally good features']),
  ];
  return (
    `${second.label} against ${first.label}: ${says[0]}, ${says[1]}, ${says[2]}. ` +
    `Unique ${against('unique')} (ε ${EPSILONS[epsilon]}), in use ${against('inUse')}, k-NN ${against('knn')}${older(Math.min(a.knnStep, b.knnStep), a.step)}. ` +
    overSeeds(first, second, epsilon)
  );
}

/** The step of a k-NN in words, where it is older than the comparison. */
const older = (knnStep: number, step: number): string =>
  knnStep < step ? ` (at step ${numeral(knnStep)})` : '';

/** The range of the differences over the seeds that both lanes have run to one last step. */
function overSeeds(first: Compared, second: Compared, epsilon: number): string {
  const pairs = (first.seeds ?? []).flatMap((run) => {
    const other = second.seeds?.find((each) => seedOfRun(each) === seedOfRun(run));
    const [a, b] = [numbersOf(run, epsilon), other && numbersOf(other, epsilon)];
    return a && b && a.step === b.step ? [{ seed: seedOfRun(run), a, b }] : [];
  });
  if (pairs.length < 2) return 'One seed.';
  const range = (of: 'unique' | 'inUse' | 'knn') => {
    const points = pairs.map(({ a, b }) => 100 * (b[of] - a[of]));
    return `${signed(Math.min(...points))} to ${signed(Math.max(...points))}`;
  };
  return (
    `Over seeds ${pairs.map(({ seed }) => seed).join(', ')} the differences in points are ` +
    `${range('unique')}, ${range('inUse')}, and ${range('knn')}.`
  );
}

const signed = (points: number): string => `${points < 0 ? '−' : '+'}${Math.abs(points).toFixed(1)}`;

interface PairNumbers {
  readonly step: number;
  readonly unique: number;
  readonly inUse: number;
  readonly knn: number;
  readonly knnStep: number;
}

function numbersOf(run: LaneRun, epsilon: number): PairNumbers | undefined {
  const latest = latestOf(run);
  const knn = last(run.history.knn);
  if (!latest || knn === undefined) return undefined;
  const found = {
    step: latest.step,
    unique: latest.unique[epsilon],
    inUse: latest.agreedAndUnique[epsilon],
    knn,
    knnStep: run.history.knn.steps.at(-1) ?? latest.step,
  };
  return Object.values(found).every((value) => Number.isFinite(value)) ? found : undefined;
}

const worded = (
  gap: number,
  least: number,
  [more, fewer, same]: readonly [string, string, string],
): string => (gap > least ? more : gap < -least ? fewer : same);
