import { memo } from 'react';
import { USAGE_ROWS } from '../../../base/usage-window.ts';
import type { FirstMerge } from '../../../metrics/first-merge.ts';
import { Chips } from '../../kit/Chips.tsx';
import { mergeTitle, mergeWords } from '../../words/merge-words.ts';
import { numeral, percent } from '../../words/numerals.ts';
import type { Group } from './prototype-view.ts';

interface PrototypeGroupsProps {
  readonly groups: readonly Group[];
  readonly epsilon: number;
  /** Number of grouped prototypes. */
  readonly shown: number;
  /** K, if the groups are of an even sample. */
  readonly of: number | undefined;
  /** Step of their report. */
  readonly step: number;
  readonly picked: number | undefined;
  /** The first pair of the whole run that merged. */
  readonly merge: FirstMerge | undefined;
  /** Goes to the step of that pair, and picks its duplicate. */
  readonly onMerge: (merge: FirstMerge) => void;
  readonly onPick: (prototype: number) => void;
}

/** Largest numbers of listed groups, and of members of each. */
const LISTED = 60;
const MEMBERS = 16;

/** Groups of duplicates, largest first. */
export const PrototypeGroups = memo(function PrototypeGroups(props: PrototypeGroupsProps) {
  const { groups, epsilon, shown, of, step, picked, merge, onMerge, onPick } = props;
  const several = groups.filter(({ members }) => members.length > 1);
  const alone = groups.length - several.length;
  return (
    <section className="groups" aria-label="Duplicates">
      <h3>Duplicates (ε {epsilon})</h3>
      <p className="groups-count">
        <b data-groups={groups.length}>{numeral(groups.length)}</b> unique of {numeral(shown)}
        {of === undefined ? '' : ` sampled from ${numeral(of)}`} (step {numeral(step)}):{' '}
        {several.length === 0
          ? 'no duplicates.'
          : `${numeral(several.length)} ${several.length === 1 ? 'group' : 'groups'} of duplicates, ${numeral(alone)} single.`}
      </p>
      {merge && (
        <button
          type="button"
          className="first-merge"
          title={mergeTitle(merge)}
          onClick={() => onMerge(merge)}
        >
          First merged pair: {mergeWords(merge)}
        </button>
      )}
      <ol>
        {several.slice(0, LISTED).map(({ members, share }) => (
          <li key={members[0]} data-picked={picked !== undefined && members.includes(picked)}>
            <span className="group-size">{members.length}</span>
            <span className="group-members">
              <Chips members={members} most={MEMBERS} picked={picked} onPick={onPick} />
            </span>
            <span className="group-share" title={`Share of the last ${numeral(USAGE_ROWS)} teacher rows.`}>
              {percent(share)}
            </span>
          </li>
        ))}
      </ol>
      {several.length > LISTED && <p className="more">{several.length - LISTED} smaller groups not shown</p>}
    </section>
  );
});
