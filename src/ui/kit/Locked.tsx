import type { ReactNode } from 'react';
import { useEnvironment } from './environment.ts';

/** Said beside a control that cannot be changed. */
const LOCKED_WORDS = 'This setting is locked for the lesson.';

/** Disables a control that the lesson locks, and says why. */
export function Locked({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  const { lesson } = useEnvironment();
  if (!lesson.lock.has(name)) return children;
  return (
    <>
      <fieldset className="locked" disabled>
        {children}
      </fieldset>
      <span className="knob-note">{LOCKED_WORDS}</span>
    </>
  );
}
