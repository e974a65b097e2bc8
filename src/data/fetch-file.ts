import { TroubleError } from '../base/errors.ts';
import type { ReadFile } from '../base/images.ts';

/**
 * A ReadFile that fetches names below the address `base`. It decompresses gzip unless the server has done so already.
 * Throws a `data` TroubleError if the network fails, the server refuses, or a web page comes in place of the file.
 */
export function fetchFile(base: string): ReadFile {
  const folder = base.endsWith('/') ? base : `${base}/`;
  return async (name) => {
    const address = folder + name;
    const response = await answer(address);
    if (!response.ok)
      throw refused(`the server answered ${`${response.status} ${response.statusText}`.trim()}`, address);
    // a server of single-page applications answers any address with its index page and status 200
    if (response.headers.get('content-type')?.includes('text/html'))
      throw refused('a web page came instead', address);
    const bytes = await body(response, address);
    return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes, address) : bytes;
  };
}

async function answer(address: string): Promise<Response> {
  try {
    return await fetch(address);
  } catch (thrown) {
    throw refused(`no answer (${String(thrown)})`, address);
  }
}

async function body(response: Response, address: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (thrown) {
    throw refused(`the download broke off (${String(thrown)})`, address);
  }
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>, address: string): Promise<Uint8Array> {
  try {
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  } catch (thrown) {
    throw refused(`the gzip data are damaged (${String(thrown)})`, address);
  }
}

function refused(why: string, address: string): TroubleError {
  return new TroubleError({
    kind: 'data',
    failed: 'The data did not load',
    why: `${address}: ${why}.`,
    todo: 'Check the connection and start again. On your own server, serve the whole dist folder.',
  });
}
