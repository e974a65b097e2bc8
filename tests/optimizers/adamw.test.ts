import { beforeAll, expect, test } from 'vitest';
import { adamw } from '../../src/optimizers/adamw.ts';
import { onBackend } from '../backends.ts';
import { DECAY, GRADIENTS, LR, near, steps, WEIGHTS } from './one-step.ts';

beforeAll(() => onBackend('cpu'));

test('three steps are those of AdamW, bias corrected, with decay beside the gradient', () => {
  const [b1, b2] = [0.9, 0.999];
  const reference = (weights: readonly number[], gradients: readonly number[], decay: number) =>
    weights.map((start, i) => {
      let [p, m, v] = [start, 0, 0];
      for (let step = 1; step <= 3; step++) {
        m = b1 * m + (1 - b1) * gradients[i];
        v = b2 * v + (1 - b2) * gradients[i] ** 2;
        const corrected = m / (1 - b1 ** step) / (Math.sqrt(v / (1 - b2 ** step)) + 1e-8);
        p = p * (1 - LR * decay) - LR * corrected;
      }
      return p;
    });
  const { kernel, bias } = steps(adamw, { beta1: b1, beta2: b2 }, 3);
  expect(near(kernel, reference(WEIGHTS.kernel, GRADIENTS.kernel, DECAY))).toBe(true);
  expect(near(bias, reference(WEIGHTS.bias, GRADIENTS.bias, 0))).toBe(true);
});
