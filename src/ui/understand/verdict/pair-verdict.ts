import { EPSILONS } from '../../../base/epsilons.ts';
import { last } from '../../../base/series.ts';
import { type LaneRun, latestOf } from '../../state/lane-state.ts';
import { percent } from '../../words/numerals.ts';

/** A lane of a comparison: what its prototypes are called, and its run at the step that the page shows. */
export interface Compared {
  readonly label: string;
  readonly run: LaneRun;
}

/** Differences that count, in 0..1. Smaller ones are within the spread over seeds (docs/results.md). */
const UNIQUE_GAP = 0.1;
const IN_USE_GAP = 0.01;
const KNN_GAP = 0.01;

/**
 * What the second of two lanes gains and loses against the first, by the three main numbers together, in two
 * sentences. `epsilon` indexes EPSILONS. Undefined unless both lanes stand at one step and have all three.
 */
export function pairVerdict(first: Compared, second: Compared, epsilon: number): string | undefined {
  const [a, b] = [numbersOf(first.run, epsilon), numbersOf(second.run, epsilon)];
  if (!a || !b || a.step !== b.step) return undefined;
  const against = (of: 'unique' | 'inUse' | 'knn') => `${percent(b[of])} against ${percent(a[of])}`;
  const says = [
    worded(b.unique - a.unique, UNIQUE_GAP, [
      'more prototypes are unique',
      'fewer are unique',
      'as many are unique',
    ]),
    worded(b.inUse - a.inUse, IN_USE_GAP, ['more are in use', 'fewer are in use', 'no more are in use']),
    worded(b.knn - a.knn, KNN_GAP, [
      'the encoder learns more',
      'the encoder learns less',
      'the encoder learns as much',
    ]),
  ];
  return (
    `${second.label} against ${first.label}: unique ${against('unique')} at ε ${EPSILONS[epsilon]}, ` +
    `in use ${against('inUse')}, k-NN ${against('knn')}. ` +
    `So ${says[0]}, ${says[1]}, and ${says[2]}; one seed.`
  );
}

interface PairNumbers {
  readonly step: number;
  readonly unique: number;
  readonly inUse: number;
  readonly knn: number;
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
  };
  return Object.values(found).every((value) => Number.isFinite(value)) ? found : undefined;
}

const worded = (
  gap: number,
  least: number,
  [more, fewer, same]: readonly [string, string, string],
): string => (gap > least ? more : gap < -least ? fewer : same);
