/** Told to a service worker that waits: the person wants its newer build now. */
export const TAKE_OVER = 'take over';

/** A page served by this very machine needs no copy of itself, and whoever builds it wants the newest. */
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Keeps a copy of the whole page in this browser after the first visit, so that it opens and trains without a
 * network; not where the person asked to save data, nor from localhost. `onNewer` is called when a newer
 * build is here and waits; what it is given opens that build in this tab.
 */
export async function keepOffline(onNewer: (open: () => void) => void): Promise<void> {
  const { serviceWorker: workers } = navigator;
  if (import.meta.env.DEV || !workers || LOCAL.test(location.hostname) || savesData()) return;
  const registration = await workers.register(new URL('sw.js', document.baseURI));
  const look = () => {
    const { waiting } = registration;
    // without a controller this is the first visit: nothing is older
    if (!waiting || !workers.controller) return;
    onNewer(() => {
      workers.addEventListener('controllerchange', () => location.reload(), { once: true });
      waiting.postMessage(TAKE_OVER);
    });
  };
  look();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
}

/** The browser's data saver, where the browser tells of it. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return (
    typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true
  );
}
