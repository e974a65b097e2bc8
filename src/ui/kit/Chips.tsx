import { type ReactNode, useState } from 'react';

interface ChipsProps {
  /** Prototypes, by index 0..K-1. */
  readonly members: readonly number[];
  /** Number of members shown at first. */
  readonly most: number;
  readonly picked: number | undefined;
  readonly onPick: (prototype: number) => void;
  /** Content beside the member at a place of `members`. */
  readonly beside?: (place: number) => ReactNode;
}

/** Prototypes to pick from: the first few, and the others on request. */
export function Chips({ members, most, picked, onPick, beside }: ChipsProps) {
  const [all, setAll] = useState(false);
  const listed = all ? members : members.slice(0, most);
  return (
    <ul className="chips">
      {listed.map((k, place) => (
        <li key={k}>
          <button
            type="button"
            className="chip"
            aria-label={`Prototype ${k}`}
            aria-pressed={k === picked}
            onClick={() => onPick(k)}
          >
            {k}
          </button>
          {beside?.(place)}
        </li>
      ))}
      {members.length > most && (
        <li>
          <button type="button" className="chip more" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'fewer' : `${members.length - most} more`}
          </button>
        </li>
      )}
    </ul>
  );
}
