import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { capi } from '../../src/methods/capi.ts';
import { checked, valuesOf } from '../../src/train/lane/menu.ts';
import { onBackend } from '../backends.ts';
import { crossEntropyOf, masked, meanOf, rowsOf, scoresOf, softmax, totalOf } from './made-scores.ts';

beforeAll(() => onBackend('cpu'));

const values = {
  ...valuesOf(checked({ encoder: 'vit' }), capi.knobs, 'capi'),
  target_temp: 0.5,
  sinkhorn_iterations: 20,
};

test('each place of the image is balanced by itself', () => {
  // two images of three patches, image by image
  const q = rowsOf(capi.targets(scoresOf(6, 2), {}, values, masked()).values);
  for (const place of [0, 1, 2])
    for (const k of [0, 1]) expect(q[place][k] + q[place + 3][k]).toBeCloseTo(1, 2);
});

test('all places may be balanced together instead', () => {
  const scores = scoresOf(6, 2);
  const q = rowsOf(capi.targets(scores, {}, { ...values, balance: 'together' }, masked()).values);
  const columns = [0, 1].map((k) => q.reduce((sum, row) => sum + row[k], 0));
  for (const column of columns) expect(column).toBeCloseTo(3, 2);
  // so that a place may lean to one cluster
  expect(Math.abs(q[0][0] + q[3][0] - 1)).toBeGreaterThan(0.05);
});

test('what the student sees is a block, or anything', () => {
  const blocks = (mask_shape: 'block' | 'scattered') => {
    const mask = capi.mask?.(random(1), 40, 16, { ...values, mask_shape });
    const hidden = Array.from(mask?.hidden.dataSync() ?? []);
    const rows = Array.from({ length: 40 }, (_, n) => hidden.slice(n * 16, (n + 1) * 16));
    for (const row of rows) expect(row.reduce((a, b) => a + b, 0)).toBe(10);
    // six visible patches in a block of 4 x 2, 3 x 2 or 2 x 3 meet on at least six sides
    const meets = (row: number[], p: number, other: number) => (row[p] + row[other] === 0 ? 1 : 0);
    return rows.filter((row) => {
      const sides = row.map((_, p) => {
        const [down, right] = [(p + 4) % 16, p - (p % 4) + ((p + 1) % 4)];
        return meets(row, p, down) + meets(row, p, right);
      });
      return sides.reduce((a, b) => a + b, 0) >= 6;
    }).length;
  };
  expect(blocks('block')).toBe(40);
  expect(blocks('scattered')).toBeLessThan(30);
});

test('the loss is the mean over the masked patches of the batch', () => {
  const context = masked();
  const [teacher, student] = [scoresOf(6, 4, 2), scoresOf(6, 4, 3)];
  const targets = capi.targets(teacher, {}, values, context);
  const q = rowsOf(targets.values);
  const p = rowsOf(student).map((row) => softmax(row.map((value) => value / values.student_temp)));
  const wanted = meanOf([0, 2, 4].map((i) => crossEntropyOf(q[i], p[i])));
  expect(totalOf(capi.loss(student, targets, values, context).terms)).toBeCloseTo(wanted, 4);
});
