import { expect, test } from 'vitest';
import { BACKENDS, onBackend } from '../../backends.ts';
import { whereItRuns } from '../../where-it-runs.ts';
import { kernelError } from './kernel-check.ts';
import { KERNEL_CHECKS } from './kernels-check.ts';

for (const backend of BACKENDS)
  for (const check of KERNEL_CHECKS)
    test(`${check.name} equals plain ops on ${backend}`, whereItRuns(backend), async () => {
      await onBackend(backend);
      expect(await kernelError(check)).toBeLessThan(1e-4);
    });
