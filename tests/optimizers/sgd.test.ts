import { beforeAll, expect, test } from 'vitest';
import { sgd } from '../../src/optimizers/sgd.ts';
import { onBackend } from '../backends.ts';
import { DECAY, GRADIENTS, LR, near, steps, WEIGHTS } from './one-step.ts';

beforeAll(() => onBackend('cpu'));

test('two steps are those of SGD with momentum and decay inside the gradient', () => {
  const reference = (weights: readonly number[], gradients: readonly number[], decay: number) =>
    weights.map((start, i) => {
      let [p, m] = [start, 0];
      for (let step = 0; step < 2; step++) {
        m = 0.9 * m + gradients[i] + decay * p;
        p -= LR * m;
      }
      return p;
    });
  const { kernel, bias } = steps(sgd, { momentum: 0.9 }, 2);
  expect(near(kernel, reference(WEIGHTS.kernel, GRADIENTS.kernel, DECAY))).toBe(true);
  expect(near(bias, reference(WEIGHTS.bias, GRADIENTS.bias, 0))).toBe(true);
});
