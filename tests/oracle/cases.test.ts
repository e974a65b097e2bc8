import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tidyAsync } from '../../src/math/tfjs/engine.ts';
import { type OracleCase, oracleError } from '../../src/oracle/cases.ts';
import { BACKENDS, onBackend } from '../backends.ts';
import { whereItRuns } from '../where-it-runs.ts';

const FILES = ['official-losses.json', 'sinkhorn-edges.json'];
const cases: Record<string, OracleCase> = Object.assign(
  {},
  ...FILES.map((file) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))),
);

test('the files name their cases differently', () => {
  expect(Object.keys(cases).length).toBe(13 + 11);
});

for (const backend of BACKENDS)
  for (const name of Object.keys(cases))
    test(`${name} equals the authors' numbers on ${backend}`, whereItRuns(backend), async () => {
      await onBackend(backend);
      expect(await tidyAsync(() => oracleError(cases[name]))).toBeLessThan(1e-4);
    });

test('a wrong number is an error, and an unknown case is not', async () => {
  await onBackend('cpu');
  const wrong = { ...cases.swav_2crops, loss: (cases.swav_2crops.loss as number) * 1.001 };
  expect(await tidyAsync(() => oracleError(wrong))).toBeGreaterThan(1e-4);
  expect(await oracleError({ something: 'else' })).toBeUndefined();
});
