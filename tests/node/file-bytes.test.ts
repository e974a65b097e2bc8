import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fileBytes } from '../../src/node/file-bytes.ts';

test('a file is read by slices, up to its end', async () => {
  const file = await fileBytes(fileURLToPath(new URL('../formats/files/vector.npy', import.meta.url)));
  try {
    expect(file.size).toBe(208);
    expect(await file.slice(1, 6)).toEqual(new Uint8Array(Buffer.from('NUMPY')));
    expect((await file.slice(200, 999)).length).toBe(8);
    expect((await file.slice(208, 999)).length).toBe(0);
    expect((await file.slice(999, 1999)).length).toBe(0);
  } finally {
    await file.close();
  }
});
