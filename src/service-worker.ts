import { cleanupOutdatedCaches, type PrecacheEntry, precacheAndRoute } from 'workbox-precaching';
import { TAKE_OVER } from './ui/shell/offline.ts';

/** Every file of this build with its revision: vite.config.ts writes it in. */
declare const __PRECACHE__: PrecacheEntry[];
declare function skipWaiting(): Promise<void>;

// All files of one build are answered from one list, and a newer build waits until no page of this one is
// open (or someone asks for it): no page ever mixes two builds.
precacheAndRoute(__PRECACHE__, { ignoreURLParametersMatching: [/./] });
cleanupOutdatedCaches();

addEventListener('message', (event) => {
  if (event.data === TAKE_OVER) skipWaiting();
});
