import { expect, test } from 'vitest';
import { denseSpecs, normSpecs } from '../../src/encoders/transformer.ts';

test('a kernel starts by Glorot’s deviation, and matrices side by side start as each would alone', () => {
  const [kernel, bias] = denseSpecs('a', 8, 24, 8);
  expect(kernel).toMatchObject({ shape: [8, 24], deviation: Math.sqrt(2 / 16), decay: true });
  expect(bias).toMatchObject({ shape: [24], init: 'zeros', decay: false });
  expect(denseSpecs('a', 8, 24)[0]).toMatchObject({ deviation: Math.sqrt(2 / 32) });
});

test('norms have no weight decay', () => {
  expect(normSpecs('n', 4).map(({ init, decay }) => [init, decay])).toEqual([
    ['ones', false],
    ['zeros', false],
  ]);
});
