/** Set by vite.config.ts; absent in plain Node (ask with `typeof`). */

/** The version in package.json. */
declare const __VERSION__: string;
/** Short git hash the page was built from, or "unknown". */
declare const __COMMIT__: string;
