import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';

/** Text as gzip. The browser's own coder, if it has one, works off the page's thread. */
export async function gzipped(text: string): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof CompressionStream !== 'function') return new Uint8Array(gzipSync(strToU8(text)));
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The text that `gzipped` packed. Rejects for any other bytes. */
export async function gunzipped(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (typeof DecompressionStream !== 'function') return strFromU8(gunzipSync(bytes));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
