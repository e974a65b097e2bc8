import { expect, test } from 'vitest';
import { NODE_BACKENDS, onBackend } from '../backends.ts';
import { kernelError } from './kernel-check.ts';
import { KERNEL_CHECKS } from './kernels-check.ts';

for (const backend of NODE_BACKENDS)
  for (const check of KERNEL_CHECKS)
    test(`${check.name} equals plain ops on ${backend}`, async () => {
      await onBackend(backend);
      expect(await kernelError(check)).toBeLessThan(1e-4);
    });
