import { useEffect, useState } from 'react';
import { keepOffline } from './offline.ts';

/** Keeps the page for offline use once everything else is loaded, and offers a newer build when one is here. */
export function Newer() {
  const [open, setOpen] = useState<() => void>();
  useEffect(() => {
    // a page that cannot be kept works all the same, with a network
    const keep = () => keepOffline((newer) => setOpen(() => newer)).catch(() => undefined);
    if (document.readyState === 'complete') keep();
    else addEventListener('load', keep, { once: true });
    return () => removeEventListener('load', keep);
  }, []);
  if (!open) return null;
  return (
    <p className="newer" role="status">
      A newer version of this page is here.{' '}
      <button type="button" onClick={open}>
        Reload with it
      </button>
    </p>
  );
}
