import type { Citation } from './citations.ts';

/** A citation, as a link if it has one. */
export function Cite({ source: { text, url } }: { readonly source: Citation }) {
  if (url === undefined) return <>{text}</>;
  return (
    <a href={url} target="_blank" rel="noreferrer">
      {text}
    </a>
  );
}
