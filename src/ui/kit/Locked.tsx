import type { ReactNode } from 'react';
import { useEnvironment } from './environment.ts';

/** Why something cannot be turned. */
const LOCKED_WORDS = 'Locked by this lesson.';

/** A control that a lesson may lock: then it is shown, cannot be turned, and says why. */
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
