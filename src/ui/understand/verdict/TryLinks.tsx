import { memo, useMemo } from 'react';
import type { Catalogue } from '../../../base/catalogue.ts';
import type { RunConfig } from '../../../base/config.ts';
import { useEnvironment } from '../../kit/environment.ts';
import { reveal } from '../../kit/reveal.ts';
import { useControl } from '../../kit/use-control.ts';
import { leaves } from '../../state/lesson.ts';
import { Terms } from '../../words/Terms.tsx';
import { tries } from './tries.ts';

interface TryLinksProps {
  readonly configs: readonly RunConfig[];
  readonly catalogue: Catalogue;
}

/** Suggestions for the next experiment. Each changes its settings and shows them. */
export const TryLinks = memo(function TryLinks({ configs, catalogue }: TryLinksProps) {
  const { store, controls, lesson } = useEnvironment();
  const control = useControl('tries');
  const ideas = useMemo(
    () => tries(configs, catalogue, (controls) => leaves(lesson, controls)),
    [configs, catalogue, lesson],
  );
  if (ideas.length === 0) return null;
  return (
    <section className="tries" aria-label="Next experiment" data-embed="off" {...control}>
      <h2>Next experiment</h2>
      <ul>
        {ideas.map(({ label, because, configs: next, key, lane }) => (
          <li key={label}>
            <button
              type="button"
              className="suggestion"
              onClick={() => {
                store.dispatch({ type: 'configs', configs: next });
                reveal(controls, key, lane);
              }}
            >
              {label}
            </button>
            : <Terms text={because} tab={false} />.
          </li>
        ))}
      </ul>
    </section>
  );
});
