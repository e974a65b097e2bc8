import { type KeyboardEvent, useState } from 'react';
import { readNumber } from '../../base/number-text.ts';

interface NumberBoxProps {
  readonly id?: string;
  /** Its accessible name, if no label of its own stands beside it. */
  readonly label?: string;
  readonly describedBy?: string;
  readonly className?: string;
  /** Shown while no other text is typed. Undefined: the box is empty. */
  readonly value: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly invalid?: boolean;
  readonly placeholder?: string;
  /** The next value up (1) or down (-1), for the arrow keys. The default adds one. */
  readonly next?: (value: number, way: 1 | -1) => number;
  /** Called with a number that was typed. It may lie outside the range. */
  readonly onRead: (value: number) => void;
  /** Called with the text and its fault, if it is no number. */
  readonly onRefuse: (text: string, fault: string) => void;
  /** Called if the box was emptied. Without it, an empty box is refused. */
  readonly onEmpty?: () => void;
}

/**
 * A box for a number as people write it. A browser's own number field drops characters that it does not know, so that
 * "1,5" can become 15. This one reads the text itself, when it is complete: on Enter, and when the focus leaves.
 */
export function NumberBox(props: NumberBoxProps) {
  const { value, min, max, next = (from, way) => from + way } = props;
  const [draft, setDraft] = useState<string>();

  const commit = () => {
    if (draft === undefined) return;
    setDraft(undefined);
    if (draft.trim() === '' && props.onEmpty) props.onEmpty();
    else {
      const read = readNumber(draft);
      if ('value' in read) props.onRead(read.value);
      else props.onRefuse(draft.trim(), read.fault);
    }
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const way = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : undefined;
    if (event.key === 'Escape') setDraft(undefined);
    else if (event.key === 'Enter') commit();
    else if (way !== undefined) {
      event.preventDefault();
      const typed = draft === undefined ? { value: value ?? min } : readNumber(draft);
      if (!('value' in typed)) return;
      setDraft(undefined);
      props.onRead(Math.min(max, Math.max(min, next(typed.value, way))));
    }
  };
  return (
    <input
      id={props.id}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      aria-invalid={props.invalid}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      role="spinbutton"
      className={props.className ? `number-box ${props.className}` : 'number-box'}
      type="text"
      inputMode="decimal"
      autoComplete="off"
      placeholder={props.placeholder}
      value={draft ?? (value === undefined ? '' : String(value))}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={onKeyDown}
    />
  );
}
