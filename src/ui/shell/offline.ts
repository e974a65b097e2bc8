/** Message to a waiting service worker: the person wants its newer build now. */
export const TAKE_OVER = 'take over';

/** Hosts that need no offline copy: the page is on this machine, and its developer wants the newest build. */
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** A newer build than the one on the page. */
export interface NewerBuild {
  /** True if another tab has opened it already, so that this page's own files are no longer kept. */
  readonly taken: boolean;
  /** Opens it in this tab. */
  readonly open: () => void;
}

/**
 * Stores the whole page in this browser after the first visit, so that it opens and trains without a network. Does
 * nothing on localhost or for a person who saves data. Calls `onNewer` when a newer build waits, and again when another
 * tab has opened it.
 */
export async function keepOffline(onNewer: (newer: NewerBuild) => void): Promise<void> {
  const { serviceWorker: workers } = navigator;
  if (import.meta.env.DEV || !workers || LOCAL.test(location.hostname) || savesData()) return;
  const reload = () => location.reload();
  // Without a controller this is the first visit, so there is no older build.
  let asked = !workers.controller;
  workers.addEventListener('controllerchange', () => {
    if (!asked) onNewer({ taken: true, open: reload });
  });
  const registration = await workers.register(new URL('sw.js', document.baseURI));
  const look = () => {
    const { waiting } = registration;
    if (!waiting || !workers.controller) return;
    onNewer({
      taken: false,
      open: () => {
        // another tab may have opened it since, and no event says so twice
        if (waiting.state !== 'installed') return reload();
        asked = true;
        waiting.addEventListener('statechange', reload, { once: true });
        waiting.postMessage(TAKE_OVER);
      },
    });
  };
  look();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
}

/** True if the browser says that its data saver is on. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return (
    typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true
  );
}
