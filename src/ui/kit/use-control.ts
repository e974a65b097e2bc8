import { createContext, type RefCallback, useCallback, useContext } from 'react';
import { hidingName } from '../state/controls.ts';
import type { AnyControlId } from './controls.ts';
import { useEnvironment } from './environment.ts';

/** The number of the lane around a component, from 1; undefined outside all lanes. */
export const LaneContext = createContext<number | undefined>(undefined);

interface ControlProps {
  /** For the element that gets the focus and the mark. */
  readonly ref: RefCallback<HTMLElement>;
  /** For the element that a link hides. */
  readonly 'data-control': string | undefined;
}

/** Props that register an element under an id. The lane is the one around the component unless given. */
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
