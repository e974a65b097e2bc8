import './equations.css';
import katex from 'katex';
import { memo } from 'react';
import type { Equation } from '../../base/catalogue.ts';

interface EquationsProps {
  readonly equations: readonly Equation[];
}

/** TeX that KaTeX cannot read stays as text. */
export const TYPESETTING = { displayMode: true, throwOnError: false, errorColor: 'var(--warn)' } as const;

/** Typesets TeX into an element, with MathML for screen readers. KaTeX makes elements here: in HTML the page's policy
 *  refuses styles. */
function typeset(tex: string, element: HTMLElement | null): void {
  if (element) katex.render(tex, element, TYPESETTING);
}

/** The equations of a part, each with its explanation. */
export const Equations = memo(function Equations({ equations }: EquationsProps) {
  return (
    <ol className="equations">
      {equations.map(({ tex, says }) => (
        <li key={tex}>
          <div className="equation" translate="no" ref={(element) => typeset(tex, element)} />
          <p>{says}</p>
        </li>
      ))}
    </ol>
  );
});
