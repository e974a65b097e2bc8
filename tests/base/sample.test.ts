import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeInSample, sampledIndex } from '../../src/base/sample.ts';

test('a sample is in order and within K, and an index has its own place or none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70_000 }), fc.integer({ min: 1, max: 2048 }), (K, most) => {
      const shown = Math.min(K, most);
      const indices = Array.from({ length: shown }, (_, i) => sampledIndex(i, K, shown));
      expect(indices.every((k, i) => k < K && (i === 0 || k > indices[i - 1]))).toBe(true);
      for (const [i, k] of indices.entries()) expect(placeInSample(k, K, shown)).toBe(i);
      const inside = new Set(indices);
      for (let k = 0; k < Math.min(K, 500); k++)
        expect(placeInSample(k, K, shown) !== undefined).toBe(inside.has(k));
    }),
    { numRuns: 60 },
  );
});
