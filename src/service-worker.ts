import { cleanupOutdatedCaches, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching';
import { TAKE_OVER } from './ui/shell/offline.ts';

/** Every file of this build, with its revision. vite.config.ts inserts the list. */
declare const __PRECACHE__: PrecacheEntry[];
declare function skipWaiting(): Promise<void>;

// One list answers for all files of a build, and a newer build waits until every page of this one is closed (or a
// person asks for it). So no page ever mixes two builds.
precacheAndRoute(__PRECACHE__, { ignoreURLParametersMatching: [/./] });
cleanupOutdatedCaches();

addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) skipWaiting();
});
