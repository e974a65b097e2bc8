import { describe, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { initialise, unitRows, type WeightSpec } from '../../../src/math/update/initial-weights.ts';

const kernel: WeightSpec = { address: 'head/kernel', shape: [50, 200], init: 'random', decay: true };

const deviation = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('initial weights', () => {
  test('are uniform to 1/√fan-in as in PyTorch', () => {
    const values = initialise(kernel, random(1), 'pytorch');
    const bound = 1 / Math.sqrt(50);
    expect(Math.max(...values)).toBeLessThan(bound);
    expect(Math.min(...values)).toBeGreaterThan(-bound);
    expect(deviation(values) / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
  });

  test('are normal with deviation 0.02 as in DINO, or with their own', () => {
    expect(deviation(initialise(kernel, random(1), 'dino'))).toBeCloseTo(0.02, 3);
    const own: WeightSpec = { ...kernel, init: 'normal', deviation: 0.5 };
    for (const how of ['pytorch', 'dino'] as const)
      expect(deviation(initialise(own, random(1), how)) / 0.5).toBeCloseTo(1, 1);
  });

  test('may be zeros or ones', () => {
    expect(new Set(initialise({ ...kernel, init: 'zeros' }, random(1), 'dino'))).toEqual(new Set([0]));
    expect(new Set(initialise({ ...kernel, init: 'ones' }, random(1), 'dino'))).toEqual(new Set([1]));
  });

  test('depend on the seed and their address alone', () => {
    const source = random(1);
    const first = initialise(kernel, source, 'dino');
    initialise({ ...kernel, address: 'new/kernel' }, source, 'dino');
    expect(initialise(kernel, source, 'dino')).toEqual(first);
    expect(initialise({ ...kernel, address: 'new/kernel' }, source, 'dino')).not.toEqual(first);
    expect(initialise(kernel, random(2), 'dino')).not.toEqual(first);
  });
});

test('random rows have unit length and no preferred direction', () => {
  const [count, D] = [2000, 3];
  const rows = unitRows(count, D, random(1));
  const mean = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * D, (i + 1) * D);
    expect(Math.hypot(...row)).toBeCloseTo(1, 6);
    row.forEach((value, d) => {
      mean[d] += value / count;
    });
  }
  expect(Math.hypot(...mean)).toBeLessThan(0.06);
});
