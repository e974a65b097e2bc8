import { expect, test } from 'vitest';
import { renamed } from '../../src/export/older-runs.ts';

test('what older playgrounds counted as used won after balancing, and says nothing about use', () => {
  const old = {
    unique: [1],
    used: 0.9,
    usedAndUnique: [0.8],
    'usedAndUnique@0.5': 1,
    prototypeAccuracy: 0.7,
    ceiling: { '0.5': 0.2 },
  };
  expect(renamed(old)).toEqual({
    unique: [1],
    wonBalanced: 0.9,
    purity: 0.7,
    embeddingDiversity: { '0.5': 0.2 },
  });
});

test('numbers of today stay as they are', () => {
  const now = { used: 0.1, wonBalanced: 0.9, usedAndUnique: [0.1], purity: 0.7, loss: 2 };
  expect(renamed(now)).toEqual(now);
});
