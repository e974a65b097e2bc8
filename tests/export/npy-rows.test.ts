import { expect, test } from 'vitest';
import { npyRows, withoutCopies } from '../../src/export/npy-rows.ts';
import { npyTensor } from '../../src/formats/npy.ts';
import { fileOf } from '../formats/fixtures.ts';

test('rows that are written are read again, a file of several parts too', async () => {
  const [K, D] = [3000, 700];
  const rows = Float32Array.from({ length: K * D }, (_, i) => Math.sin(i));
  const kept = [...Array(K).keys()].filter((k) => k % 3 !== 1);
  const parts = [...npyRows(rows, D, kept)];
  expect(parts.length).toBeGreaterThan(2);
  const tensor = await npyTensor(fileOf(...parts));
  expect(tensor.shape).toEqual([kept.length, D]);
  expect(tensor.dtype).toBe('float32');
  const read = await tensor.read();
  const wrong = kept.findIndex(
    (k, i) => read[i * D + D - 1] !== rows[k * D + D - 1] || read[i * D] !== rows[k * D],
  );
  expect(wrong).toBe(-1);
  expect(read.length).toBe(kept.length * D);
});

test('numbers begin where numpy can map them', () => {
  for (const kept of [[], [0], Array(1000).fill(0)]) {
    const [header] = npyRows(new Float32Array(3), 3, kept);
    expect((header?.length ?? 0) % 64).toBe(0);
    expect(header?.at(-1)).toBe('\n'.charCodeAt(0));
  }
});

test('one row of each group stays, and no dead one', () => {
  expect(withoutCopies(Int32Array.of(0, 0, -1, 3, 3, 5, 0))).toEqual([0, 3, 5]);
});
