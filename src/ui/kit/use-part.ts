import { type ComponentType, useEffect, useState } from 'react';
import { useEnvironment } from './environment.ts';

/**
 * A part of the page whose script loads once it is wanted; undefined until then. `load` stays the same function. `doing`
 * is what fails if the script does not load: "loading the tour".
 */
export function usePart<Props>(
  wanted: boolean,
  load: () => Promise<ComponentType<Props>>,
  doing: string,
): ComponentType<Props> | undefined {
  const { complain } = useEnvironment();
  const [part, setPart] = useState<ComponentType<Props>>();
  useEffect(() => {
    if (!wanted || part) return;
    load().then(
      (loaded) => setPart(() => loaded),
      (thrown: unknown) => complain(thrown, doing),
    );
  }, [wanted, part, load, doing, complain]);
  return part;
}
