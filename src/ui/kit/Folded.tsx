import { type ReactNode, type ToggleEvent, useState } from 'react';

interface FoldedProps {
  readonly className: string;
  readonly summary: ReactNode;
  /** Open at first. */
  readonly open?: boolean;
  /** Config keys whose controls are inside: ui/reveal.ts opens what holds the one that it looks for. */
  readonly holds?: readonly string[];
  readonly children: ReactNode;
}

/** Details that are made only once somebody opens them: a page has hundreds of controls, and shows few. */
export function Folded({ className, summary, open = false, holds, children }: FoldedProps) {
  const [opened, setOpened] = useState(open);
  const toggled = (event: ToggleEvent<HTMLDetailsElement>) => {
    if (event.currentTarget.open) setOpened(true);
  };
  return (
    <details className={className} open={open} data-holds={holds?.join(' ')} onToggle={toggled}>
      <summary>{summary}</summary>
      {opened && children}
    </details>
  );
}
