import { createContext, type RefCallback, useCallback, useContext } from 'react';
import { hidingName } from '../state/controls.ts';
import type { AnyControlId } from './controls.ts';
import { useEnvironment } from './environment.ts';

/** The number of the lane that components stand in, from 1; undefined outside all lanes. */
export const LaneContext = createContext<number | undefined>(undefined);

interface ControlProps {
  /** For the element that is gone to and marked. */
  readonly ref: RefCallback<HTMLElement>;
  /** For the element that goes when a link hides the control. */
  readonly 'data-control': string | undefined;
}

/** Registers an element under an id: spread the result over it. `lane` is that of the context unless given. */
export function useControl(id: AnyControlId | undefined, lane?: number): ControlProps {
  const { controls } = useEnvironment();
  const around = useContext(LaneContext);
  const number = lane ?? around;
  const ref = useCallback(
    (element: HTMLElement | null) =>
      id !== undefined && element ? controls.add(id, number, element) : undefined,
    [controls, id, number],
  );
  return { ref, 'data-control': id && hidingName(id) };
}
