import { memo, useEffect, useState } from 'react';
import { useControl } from '../kit/use-control.ts';

/** Time in ms for which the button confirms the copy. */
const SAYS = 2000;

/** Copies the address, which holds every setting that is not the default. */
export const CopyLink = memo(function CopyLink() {
  const [said, setSaid] = useState<string>();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), SAYS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      setSaid('Copied');
    } catch {
      setSaid('Your browser blocked copying. Copy the address instead.');
    }
  };
  return (
    <button
      type="button"
      className="quiet"
      {...useControl('share')}
      onClick={copy}
      title="The link carries every setting you changed."
    >
      <span aria-live="polite">{said ?? 'Copy link'}</span>
    </button>
  );
});
