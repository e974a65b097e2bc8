import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { NODE_BACKENDS, onBackend } from '../backends.ts';
import { CENSUS_CHECKS, censusError } from './census-check.ts';

describe.each(NODE_BACKENDS)('a census on %s', (backend) => {
  test.each(CENSUS_CHECKS.map((check) => [check.name, check] as const))(
    'counts as the CPU does at once: %s',
    async (_, check) => {
      await onBackend(backend);
      const before = tf.memory().numTensors;
      for (const pace of backend === 'wasm'
        ? (['still', 'racing', 'in turn'] as const)
        : (['still'] as const))
        expect(await censusError(check, pace)).toBeLessThan(1e-5);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
