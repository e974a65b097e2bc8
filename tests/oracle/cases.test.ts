import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tidyAsync } from '../../src/math/tfjs/engine.ts';
import { type OracleCase, oracleError } from '../../src/oracle/cases.ts';
import { NODE_BACKENDS, onBackend } from '../backends.ts';

const cases = JSON.parse(readFileSync(new URL('./official-losses.json', import.meta.url), 'utf8')) as Record<
  string,
  OracleCase
>;

const KNOWN = [
  'dino_2crops',
  'dino_2global_4local',
  'dino_head_logits',
  'dinov2_sinkhorn_knopp',
  'swav_2crops',
  'carp_2crops',
  'cosine_schedule',
  'knn',
  'unique_prototypes',
  'koleo',
  'lars_3steps',
];

for (const backend of NODE_BACKENDS)
  for (const name of KNOWN)
    test(`${name} equals the authors' numbers on ${backend}`, async () => {
      await onBackend(backend);
      expect(await tidyAsync(() => oracleError(cases[name]))).toBeLessThan(1e-4);
    });

test('a wrong number is an error, and an unknown case is not', async () => {
  await onBackend('cpu');
  const wrong = { ...cases.swav_2crops, loss: (cases.swav_2crops.loss as number) * 1.001 };
  expect(await tidyAsync(() => oracleError(wrong))).toBeGreaterThan(1e-4);
  expect(await oracleError({ something: 'else' })).toBeUndefined();
});
