import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { drawJitter } from '../../src/views/jitter.ts';

test('jitter factors fill one plus or minus their strength', () => {
  const source = random(1);
  const factors = new Float32Array(4000);
  for (let i = 0; i < factors.length; i += 2)
    drawJitter({ brightness: 0.4, contrast: 0.2 }, source, factors, i);
  const brightness = factors.filter((_, i) => i % 2 === 0);
  const contrast = factors.filter((_, i) => i % 2 === 1);
  expect(Math.min(...brightness)).toBeGreaterThanOrEqual(0.6 - 1e-6);
  expect(Math.min(...brightness)).toBeLessThan(0.61);
  expect(Math.max(...contrast)).toBeLessThanOrEqual(1.2 + 1e-6);
  expect(Math.max(...contrast)).toBeGreaterThan(1.19);
});
