import { expect, test } from 'vitest';
import { NODE_BACKENDS, onBackend } from '../../backends.ts';
import { mixtureError } from './mixture-check.ts';

for (const backend of NODE_BACKENDS)
  for (const [eta, beta, mass] of [
    [0.99, 1, 5],
    [0.5, 0.3, 1],
    [0.95, 2, 0.1],
  ])
    test(`the mixture equals a float64 reference on ${backend} (η ${eta}, β ${beta}, s₀ ${mass})`, async () => {
      await onBackend(backend);
      expect(await mixtureError(eta, beta, mass)).toBeLessThan(1e-4);
    });
