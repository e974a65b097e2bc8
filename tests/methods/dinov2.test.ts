import { beforeAll, expect, test } from 'vitest';
import { dinov2 } from '../../src/methods/dinov2.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';
import { LATE, masked, rowsOf, scoresOf, totalOf } from './made-scores.ts';

beforeAll(() => onBackend('cpu'));

const values = {
  ...valuesOf(checked({}), dinov2.knobs, 'dinov2'),
  teacher_temp: 0.5,
  sinkhorn_iterations: 20,
};

test('targets are balanced over both views together', () => {
  const q = rowsOf(dinov2.targets(scoresOf(16, 4), {}, values, LATE).values);
  for (let k = 0; k < 4; k++) expect(q.reduce((sum, row) => sum + row[k], 0)).toBeCloseTo(4, 2);
});

test('patch targets are balanced over the masked patches alone', () => {
  const q = dinov2.patches && rowsOf(dinov2.patches.targets(scoresOf(6, 3, 2), {}, values, masked()));
  const hidden = [0, 2, 4].map((row) => q?.[row] ?? []);
  for (let k = 0; k < 3; k++) expect(hidden.reduce((sum, row) => sum + row[k], 0)).toBeCloseTo(1, 2);
});

test('KoLeo on the features of each view is off at weight 0, and grows with its weight', () => {
  const features = scoresOf(8, 5, 3);
  expect(dinov2.onFeatures?.(features, { ...values, koleo_weight: 0 })).toBeUndefined();
  const [one, two] = [1, 2].map((koleo_weight) => {
    const term = dinov2.onFeatures?.(features, { ...values, koleo_weight });
    return totalOf(term ? { koleo: term.loss } : {});
  });
  expect(one).not.toBe(0);
  expect(two).toBeCloseTo(2 * one, 4);
});
