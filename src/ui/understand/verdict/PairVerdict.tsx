import { memo } from 'react';
import { Menu } from '../../kit/Menu.tsx';
import type { LaneRun } from '../../state/lane-state.ts';
import { pairVerdict } from './pair-verdict.ts';

interface PairVerdictProps {
  readonly labels: readonly string[];
  /** The lanes' runs at the step that the time machine shows. */
  readonly runs: readonly LaneRun[];
  /** The runs of all seeds of each lane. */
  readonly seeds: readonly (readonly LaneRun[])[];
  /** Index into EPSILONS. */
  readonly epsilon: number;
}

/** The gains and losses of the second of two lanes: the first sentence of a comparison, on one line that opens. */
export const PairVerdict = memo(function PairVerdict({ labels, runs, seeds, epsilon }: PairVerdictProps) {
  if (runs.length !== 2) return null;
  const [first, second] = runs.map((run, i) => ({ label: labels[i], run, seeds: seeds[i] ?? [] }));
  const says = pairVerdict(first, second, epsilon) ?? 'The comparison appears after the first evaluation.';
  return (
    <Menu className="pair-verdict" from="left" name={says} summary={<span>{says}</span>} embeds prints>
      <p>{says}</p>
    </Menu>
  );
});
