/** Set by vite.config.ts and src/node/package-build.ts; absent in plain Node (ask with `typeof`). */

/** The version in package.json. */
declare const __VERSION__: string;
/** Short git hash the page was built from, or "unknown". */
declare const __COMMIT__: string;
/** Version and fingerprint of the engine that an installed package was built from; absent on the page. */
declare const __ENGINE__: string;
