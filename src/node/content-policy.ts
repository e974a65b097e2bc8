const BASE: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  // rings are images within SVG (data:), and SVGs become PNGs by way of an image (blob:)
  'img-src': "'self' data: blob:",
  'font-src': "'self'",
  'connect-src': "'self'",
  // fflate packs large files of a ZIP in workers that it makes from blobs
  'worker-src': "'self' blob:",
  'base-uri': "'none'",
  'form-action': "'none'",
};

const written = (policy: Readonly<Record<string, string>>): string =>
  Object.entries(policy)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');

/** The Content-Security-Policy in the built page. The page itself compiles no WebAssembly. */
export const PAGE_POLICY = written(BASE);

/** The same for a header of every file. Workers take their policy from the header of their script, and compile
 *  WebAssembly. */
export const HOST_POLICY = written({ ...BASE, 'script-src': "'self' 'wasm-unsafe-eval'" });
