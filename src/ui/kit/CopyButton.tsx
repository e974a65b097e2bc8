import { useEffect, useState } from 'react';
import { useEnvironment } from '../kit/environment.ts';

/** Time in ms for which the button confirms the copy. */
const SAYS = 2000;

interface CopyButtonProps {
  readonly word: string;
  readonly title: string;
  /** The address to copy. */
  readonly make: () => Promise<string> | string;
  readonly disabled?: boolean;
}

/** Copies an address, and confirms it in its own words. */
export function CopyButton({ word, title, make, disabled = false }: CopyButtonProps) {
  const { complain } = useEnvironment();
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), SAYS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    let address: string;
    try {
      address = await make();
    } catch (thrown) {
      complain(thrown, word);
      return;
    }
    try {
      await navigator.clipboard.writeText(address);
      setSaid('Copied');
    } catch {
      setSaid('Your browser blocked copying. Copy the address instead.');
    }
  };
  return (
    <button type="button" className="quiet" disabled={disabled} onClick={copy} title={title}>
      <span aria-live="polite">{said ?? word}</span>
    </button>
  );
}
