import './equations.css';
import katex from 'katex';
import { memo } from 'react';
import type { Equation } from '../../base/catalogue.ts';

interface EquationsProps {
  readonly equations: readonly Equation[];
}

/** Typeset, with MathML beside it for those who listen. TeX that KaTeX cannot read stays text. */
export const typeset = (tex: string): string =>
  katex.renderToString(tex, { displayMode: true, throwOnError: false, errorColor: 'var(--warn)' });

/** A part's mathematics, each line with its reading. */
export const Equations = memo(function Equations({ equations }: EquationsProps) {
  return (
    <ol className="equations">
      {equations.map(({ tex, says }) => (
        <li key={tex}>
          <div className="equation" dangerouslySetInnerHTML={{ __html: typeset(tex) }} />
          <p>{says}</p>
        </li>
      ))}
    </ol>
  );
});
