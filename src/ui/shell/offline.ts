/** Message to a waiting service worker: the person wants its newer build now. */
export const TAKE_OVER = 'take over';

/** Hosts that need no offline copy: the page is on this machine, and its developer wants the newest build. */
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Stores the whole page in this browser after the first visit, so that it opens and trains without a network. Does
 * nothing on localhost or for a person who saves data. Calls `onNewer` when a newer build waits, with a function that
 * opens that build in this tab.
 */
export async function keepOffline(onNewer: (open: () => void) => void): Promise<void> {
  const { serviceWorker: workers } = navigator;
  if (import.meta.env.DEV || !workers || LOCAL.test(location.hostname) || savesData()) return;
  const registration = await workers.register(new URL('sw.js', document.baseURI));
  const look = () => {
    const { waiting } = registration;
    // Without a controller this is the first visit, so there is no older build.
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

/** True if the browser says that its data saver is on. */
function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection');
  return (
    typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true
  );
}
