import { useEffect, useState } from 'react';
import { useEnvironment } from './environment.ts';

/** Time in ms for which the button confirms the copy. */
const SAYS = 2000;

interface CopyButtonProps {
  readonly word: string;
  readonly title: string;
  /** The text to copy. */
  readonly make: () => Promise<string> | string;
  /** The thing to copy by hand where the browser forbids it: "the address". */
  readonly what?: string;
  readonly disabled?: boolean;
}

/** Copies a text, and confirms it in its own words. */
export function CopyButton({ word, title, make, what = 'the address', disabled = false }: CopyButtonProps) {
  const { complain } = useEnvironment();
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), SAYS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    let text: string;
    try {
      text = await make();
    } catch (thrown) {
      complain(thrown, word);
      return;
    }
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid(`Your browser blocked copying. Copy ${what} instead.`);
    }
  };
  return (
    <button type="button" className="quiet" disabled={disabled} onClick={copy} title={title}>
      <span aria-live="polite">{said ?? word}</span>
    </button>
  );
}
