import type { Citation } from './citations.ts';

/** A source, as a link where there is one to follow. */
export function Cite({ source: { text, url } }: { readonly source: Citation }) {
  if (url === undefined) return <>{text}</>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {text}
    </a>
  );
}
