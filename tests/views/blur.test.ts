import { expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { drawBlur } from '../../src/views/blur.ts';

test('deviations of blur fill 0 to their strength', () => {
  const source = random(1);
  const sigmas = new Float32Array(2000);
  for (let i = 0; i < sigmas.length; i++) drawBlur({ blur: 0.8 }, source, sigmas, i);
  expect(Math.min(...sigmas)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...sigmas)).toBeLessThan(0.01);
  expect(Math.max(...sigmas)).toBeGreaterThan(0.79);
  expect(Math.max(...sigmas)).toBeLessThanOrEqual(0.8);
  drawBlur({ blur: 0 }, source, sigmas, 0);
  expect(sigmas[0]).toBe(0);
});
