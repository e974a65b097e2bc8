import { useState } from 'react';
import type { Knob, KnobValue } from '../../base/knobs.ts';
import { Folded } from '../kit/Folded.tsx';
import type { KnobGroup } from '../state/experiment.ts';
import { Terms } from '../words/Terms.tsx';
import { facts, KnobRow } from './KnobRow.tsx';

interface KnobsProps {
  readonly groups: readonly KnobGroup[];
  readonly valueAt: (key: string) => KnobValue | undefined;
  /** The number that an `auto` setting stands for. */
  readonly followed?: (key: string) => number | undefined;
  /** The meaning of a setting for this run. */
  readonly note?: (key: string) => string | undefined;
  readonly differs?: (key: string) => string | undefined;
  readonly waits: ReadonlySet<string>;
  readonly onTurn: (key: string, value: KnobValue) => void;
  /** Titles of the groups that are open at first. */
  readonly open: readonly string[];
}

/** Groups of knobs, and one place that explains the knob under the pointer or the focus. */
export function Knobs({ groups, valueAt, followed, note, differs, waits, onTurn, open }: KnobsProps) {
  const [looked, setLooked] = useState<string>();
  const all = new Map<string, Knob>(groups.flatMap((group) => group.knobs));
  const knob = looked === undefined ? undefined : all.get(looked);
  return (
    <div className="knobs">
      {groups.map((group) => (
        <Folded
          key={group.title}
          className="knob-group"
          summary={group.title}
          open={open.includes(group.title)}
          holds={group.knobs.map(([key]) => key)}
        >
          {group.knobs.map(([key, each]) => {
            const value = valueAt(key);
            if (value === undefined) return null;
            return (
              <KnobRow
                key={key}
                name={key}
                knob={each}
                value={value}
                followed={followed?.(key)}
                note={note?.(key)}
                differs={differs?.(key)}
                waits={waits.has(key)}
                onTurn={onTurn}
                onLook={setLooked}
              />
            );
          })}
        </Folded>
      ))}
      <div className="knob-help" aria-hidden="true">
        {knob ? (
          <>
            <strong>{knob.label}</strong> <Terms text={knob.hint} tab={false} />{' '}
            <span className="knob-facts">{facts(knob)}</span>
          </>
        ) : (
          'Hover over or focus a setting to see what it does.'
        )}
      </div>
    </div>
  );
}
