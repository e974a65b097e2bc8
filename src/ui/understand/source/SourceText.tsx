import { memo } from 'react';

interface SourceTextProps {
  readonly text: string;
}

/** A file's very text; the style sheet numbers its lines, so that a copy has none. */
export const SourceText = memo(function SourceText({ text }: SourceTextProps) {
  const lines = text.trimEnd().split(/\r?\n/);
  return (
    <pre className="source-text">
      <code>
        {Array.from(lines.entries(), ([number, line]) => (
          <span key={number} className="source-line">{`${line}\n`}</span>
        ))}
      </code>
    </pre>
  );
});
