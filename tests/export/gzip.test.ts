import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';
import { afterEach, expect, it, vi } from 'vitest';
import { gunzipped, gzipped } from '../../src/export/gzip.ts';

const TEXT = `${'a long run, ε 0.5 '.repeat(5000)}end`;

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['by the browser', () => {}],
  [
    'by the library, where the browser has no coder',
    () => {
      vi.stubGlobal('CompressionStream', undefined);
      vi.stubGlobal('DecompressionStream', undefined);
    },
  ],
])('unpacks the text that it packed: %s', async (_, stub) => {
  stub();
  const bytes = await gzipped(TEXT);
  expect(bytes.length).toBeLessThan(TEXT.length / 20);
  expect(strFromU8(gunzipSync(bytes))).toBe(TEXT);
  expect(await gunzipped(new Uint8Array(gzipSync(strToU8(TEXT))))).toBe(TEXT);
  await expect(gunzipped(Uint8Array.of(1, 2, 3))).rejects.toThrow();
});
