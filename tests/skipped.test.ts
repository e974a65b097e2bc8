import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { mustHaveRun, mustRunAll, skipLines, skippedPages, skippedUnits } from './skipped.mjs';

test('skipped tests are told by their reasons, from the reports of both runners', () => {
  const skip = (skipped?: string) => ({ status: 'skipped', meta: skipped === undefined ? {} : { skipped } });
  const units = skippedUnits({
    testResults: [
      { assertionResults: [skip('no driver'), { status: 'passed', meta: {} }] },
      { assertionResults: [skip('no driver'), skip()] },
    ],
  });
  const page = (status: string, description: string) => ({
    tests: [{ status, annotations: [{ type: 'skip', description }] }],
  });
  const pages = skippedPages({
    suites: [{ specs: [page('skipped', 'no adapter')], suites: [{ specs: [page('expected', 'none')] }] }],
  });
  expect(skipLines([...units, ...pages])).toEqual([
    '2 skipped: no driver',
    '1 skipped: no reason given',
    '1 skipped: no adapter',
  ]);
  expect(skipLines([])).toEqual([]);
});

test('CI accepts that there is no torch, and nothing else', () => {
  expect(mustHaveRun(['no torch', 'no torch'])).toBe(false);
  expect(mustHaveRun(['no torch', 'no driver'])).toBe(true);
  expect(mustHaveRun([])).toBe(false);
});

test('a skipped test fails on Linux in CI, where everything that tests need can be had', () => {
  expect(mustRunAll({ CI: 'true' }, 'linux')).toBe(true);
  expect(mustRunAll({}, 'linux')).toBe(false);
  expect(mustRunAll({ CI: 'true' }, 'darwin')).toBe(false);
  // the workflow's runner sets CI by itself
  expect(readFileSync(new URL('../.ci/run', import.meta.url), 'utf8')).toContain('export CI=true');
});
