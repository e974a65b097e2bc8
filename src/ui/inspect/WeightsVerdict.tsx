import type { PrototypeCounts } from '../../weights/counts.ts';
import type { RandomUnique } from '../../weights/random-unique.ts';
import { Cite } from '../words/Cite.tsx';
import { Terms } from '../words/Terms.tsx';
import { groupsAt } from './weight-groups.ts';
import { readWeights } from './weights-verdict.ts';

interface WeightsVerdictProps {
  readonly counts: PrototypeCounts;
  readonly random: RandomUnique | undefined;
  readonly epsilon: number;
}

/** The verdict on a matrix, its evidence and what usually helps. */
export function WeightsVerdict({ counts, random, epsilon }: WeightsVerdictProps) {
  const groups = groupsAt(counts.representatives, epsilon);
  const { finding, says, evidence, advice } = readWeights(counts, random, groups, epsilon);
  return (
    <div className="inspect-verdict" data-finding={finding}>
      <p className="inspect-says">
        <Terms text={says} />
      </p>
      <ul>
        {evidence.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      {advice.map(({ label, because, source }) => (
        <p key={label}>
          For your next run, try {label}. {because} (<Cite source={source} />)
        </p>
      ))}
    </div>
  );
}
