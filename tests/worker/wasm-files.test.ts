import { afterEach, expect, test, vi } from 'vitest';
import { servedWasm } from '../../src/worker/wasm-files.ts';

afterEach(() => vi.unstubAllGlobals());

test('the files lie in the folder wasm below the base', async () => {
  const bytes = new ArrayBuffer(3);
  const fetch = vi.fn(async () => ({ ok: true, arrayBuffer: async () => bytes }));
  vi.stubGlobal('fetch', fetch);
  const files = servedWasm('https://host/page/');
  expect(files.folder).toBe('https://host/page/wasm/');
  expect(await files.kernels('relaxed')).toBe(bytes);
  expect(fetch).toHaveBeenCalledWith('https://host/page/wasm/kernels-relaxed.wasm');
});

test('a missing file is an error with its address and status', async () => {
  vi.stubGlobal('fetch', async () => ({ ok: false, status: 404 }));
  await expect(servedWasm('/').kernels('simd')).rejects.toThrow('/wasm/kernels-simd.wasm answered 404');
});
