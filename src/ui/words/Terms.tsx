import { memo } from 'react';
import { termsIn } from './glossary.ts';
import { Term } from './Term.tsx';

interface TermsProps {
  readonly text: string;
  readonly tab?: boolean;
}

/** A text in which the first occurrence of each term has its definition. */
export const Terms = memo(function Terms({ text, tab = true }: TermsProps) {
  return (
    <>
      {termsIn(text).map(({ text: words, term }) =>
        term === undefined ? (
          words
        ) : (
          <Term key={term} of={term} tab={tab}>
            {words}
          </Term>
        ),
      )}
    </>
  );
});
