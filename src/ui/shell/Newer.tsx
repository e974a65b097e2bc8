import { useEffect, useState } from 'react';
import type { NewerBuild } from './offline.ts';

/** Stores the page for offline use once it is loaded. Offers a newer build when one has arrived. */
export function Newer() {
  const [newer, setNewer] = useState<NewerBuild>();
  useEffect(() => {
    // A page that cannot be stored still works online.
    const keep = () =>
      import('./offline.ts').then(({ keepOffline }) => keepOffline(setNewer)).catch(() => undefined);
    if (document.readyState === 'complete') keep();
    else addEventListener('load', keep, { once: true });
    return () => removeEventListener('load', keep);
  }, []);
  if (!newer) return null;
  return (
    <p className="newer" role="status">
      {newer.taken
        ? 'Another tab updated this page. Lanes train on here, but parts that are not open yet may not load. '
        : 'A newer version of this page is available. '}
      <button type="button" onClick={newer.open}>
        Reload
      </button>
    </p>
  );
}
