/** Set by vite.config.ts; absent in plain Node (ask with `typeof`). */

/** The version in package.json. */
declare const __VERSION__: string;
/** Short git hash the page was built from, or "unknown". */
declare const __COMMIT__: string;
/** The page's folder as seen from a worker script: `new URL(__ROOT__, self.location.href)` holds data/ and
 *  wasm/. */
declare const __ROOT__: string;
