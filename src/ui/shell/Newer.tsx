import { useEffect, useState } from 'react';
import { keepOffline } from './offline.ts';

/** Stores the page for offline use once it is loaded. Offers a newer build when one has arrived. */
export function Newer() {
  const [open, setOpen] = useState<() => void>();
  useEffect(() => {
    // A page that cannot be stored still works online.
    const keep = () => keepOffline((newer) => setOpen(() => newer)).catch(() => undefined);
    if (document.readyState === 'complete') keep();
    else addEventListener('load', keep, { once: true });
    return () => removeEventListener('load', keep);
  }, []);
  if (!open) return null;
  return (
    <p className="newer" role="status">
      A newer version of this page is available.{' '}
      <button type="button" onClick={open}>
        Reload
      </button>
    </p>
  );
}
