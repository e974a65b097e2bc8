import { expect, test } from 'vitest';
import { measureAlone } from '../../../src/train/measure/shared-number.ts';

test('numbers are measured one after the other', async () => {
  const order: string[] = [];
  const wanted = [1, 2, 3].map((value) => ({
    key: `number ${value}`,
    measure: async () => {
      order.push(`begins ${value}`);
      await Promise.resolve();
      order.push(`ends ${value}`);
      return value;
    },
  }));
  expect(await measureAlone(wanted)).toEqual([1, 2, 3]);
  expect(order).toEqual(['begins 1', 'ends 1', 'begins 2', 'ends 2', 'begins 3', 'ends 3']);
});
