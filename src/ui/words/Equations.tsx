import './equations.css';
import katex from 'katex';
import { memo } from 'react';
import type { Equation } from '../../base/catalogue.ts';

interface EquationsProps {
  readonly equations: readonly Equation[];
}

/** Typesets TeX, with MathML for screen readers. TeX that KaTeX cannot read stays as text. */
export const typeset = (tex: string): string =>
  katex.renderToString(tex, { displayMode: true, throwOnError: false, errorColor: 'var(--warn)' });

/** The equations of a part, each with its explanation. */
export const Equations = memo(function Equations({ equations }: EquationsProps) {
  return (
    <ol className="equations">
      {equations.map(({ tex, says }) => (
        <li key={tex}>
          <div className="equation" translate="no" dangerouslySetInnerHTML={{ __html: typeset(tex) }} />
          <p>{says}</p>
        </li>
      ))}
    </ol>
  );
});
