import { memo } from 'react';
import type { LaneRun } from '../../state/lane-state.ts';
import { Terms } from '../../words/Terms.tsx';
import { pairVerdict } from './pair-verdict.ts';

interface PairVerdictProps {
  readonly labels: readonly string[];
  /** The lanes' runs at the step that the time machine shows. */
  readonly runs: readonly LaneRun[];
  /** Index into EPSILONS. */
  readonly epsilon: number;
}

/** The gains and losses of the second of two lanes: the first sentence of a comparison. */
export const PairVerdict = memo(function PairVerdict({ labels, runs, epsilon }: PairVerdictProps) {
  if (runs.length !== 2) return null;
  const [first, second] = runs.map((run, i) => ({ label: labels[i], run }));
  const says = pairVerdict(first, second, epsilon);
  return (
    <p className="pair-verdict">
      {says === undefined ? (
        'The comparison appears after the first evaluation.'
      ) : (
        <Terms text={says} tab={false} />
      )}
    </p>
  );
});
