import { EPSILONS } from '../../base/epsilons.ts';
import type { PrototypeCounts } from '../../weights/counts.ts';
import { Chips } from '../kit/Chips.tsx';
import { numeral } from '../words/numerals.ts';
import { duplicatesOf, groupsAt, representativesAt } from './weight-groups.ts';

interface WeightGroupListProps {
  readonly counts: PrototypeCounts;
  readonly epsilon: number;
  readonly picked: number | undefined;
  readonly onPick: (prototype: number) => void;
}

/** Members of a group that are shown at first. */
const MEMBERS = 16;

/** The largest groups of duplicates with their indices, and the picked prototype. */
export function WeightGroupList({ counts, epsilon: e, picked, onPick }: WeightGroupListProps) {
  const { representatives, nearest, norms } = counts;
  const { largest, several } = groupsAt(representatives, e);
  const epsilon = EPSILONS[e];
  const twins = picked === undefined ? 0 : duplicatesOf(representativesAt(representatives, e), picked).length;
  return (
    <section className="groups inspect-groups" aria-label="Duplicates of weights">
      <h3>Duplicates (ε {epsilon})</h3>
      <p className="groups-count" role="status">
        {picked !== undefined &&
          `Prototype ${numeral(picked)}: ${twins === 1 ? '1 duplicate' : `${numeral(twins)} duplicates`}, norm ${Number((norms[picked] ?? 0).toPrecision(4))}, nearest prototype at cosine ${nearest[picked]?.toFixed(4)}.`}
      </p>
      <p className="groups-count">
        {several === 0
          ? `No prototype has a duplicate within ε ${epsilon}.`
          : `${numeral(several)} ${several === 1 ? 'group' : 'groups'} of two or more, largest first.`}
        {several > largest.length && ` The first ${largest.length} are listed; the CSV has all.`}
      </p>
      {largest.length > 0 && (
        <ol>
          {largest.map(({ size, members }) => (
            <li key={members[0]} data-picked={picked !== undefined && members.includes(picked)}>
              <span className="group-size">{numeral(size)}</span>
              <span className="group-members">
                <Chips members={members} most={MEMBERS} picked={picked} onPick={onPick} />
              </span>
              <span className="group-share">{size > members.length && `first ${members.length}`}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
