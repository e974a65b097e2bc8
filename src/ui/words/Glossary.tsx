import { Cite } from './Cite.tsx';
import { GLOSSARY, TERM_IDS } from './glossary.ts';

/** All terms by name, with the definitions that tooltips show. */
export function Glossary() {
  const entries = TERM_IDS.map((id) => GLOSSARY[id]).sort((a, b) =>
    a.words[0].localeCompare(b.words[0], 'en'),
  );
  return (
    <details className="glossary">
      <summary>All {entries.length} terms</summary>
      <dl>
        {entries.map(({ words, means, source }) => (
          <div key={words[0]}>
            <dt>{words[0]}</dt>
            <dd>
              {means} <Cite source={source} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
