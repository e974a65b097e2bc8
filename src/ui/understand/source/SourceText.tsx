import { memo } from 'react';

interface SourceTextProps {
  readonly text: string;
}

/** The text of a file. The style sheet numbers the lines, so that copied text has no numbers. */
export const SourceText = memo(function SourceText({ text }: SourceTextProps) {
  const lines = text.trimEnd().split(/\r?\n/);
  return (
    <pre className="source-text" translate="no">
      <code>
        {Array.from(lines.entries(), ([number, line]) => (
          <span key={number} className="source-line">{`${line}\n`}</span>
        ))}
      </code>
    </pre>
  );
});
