import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';

/** Text as gzip; by the browser's own coder, off the page's thread, where it has one. */
export async function gzipped(text: string): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof CompressionStream !== 'function') return new Uint8Array(gzipSync(strToU8(text)));
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The text that `gzipped` packed; rejects for bytes that are none of its. */
export async function gunzipped(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (typeof DecompressionStream !== 'function') return strFromU8(gunzipSync(bytes));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
