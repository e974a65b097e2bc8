import { beforeAll, expect, test } from 'vitest';
import { lars } from '../../src/optimizers/lars.ts';
import { onBackend } from '../backends.ts';
import { GRADIENTS, LR, near, steps, WEIGHTS } from './one-step.ts';

beforeAll(() => onBackend('cpu'));

const VALUES = { momentum: 0.9, trust_coefficient: 0.02 };

test('a matrix moves by a share of its own norm, whatever the length of its gradient', () => {
  const { kernel } = steps(lars, VALUES, 1);
  const moved = Math.hypot(...kernel.map((value, i) => value - WEIGHTS.kernel[i]));
  expect(moved).toBeCloseTo(LR * VALUES.trust_coefficient * Math.hypot(...WEIGHTS.kernel), 5);
});

test('a vector moves by its gradient as it is', () => {
  const { bias } = steps(lars, VALUES, 1);
  expect(
    near(
      bias,
      WEIGHTS.bias.map((value, i) => value - LR * GRADIENTS.bias[i]),
    ),
  ).toBe(true);
});
