import { afterEach, expect, test, vi } from 'vitest';
import { Tally } from './tally.mjs';

afterEach(() => vi.unstubAllEnvs());

test('the last line counts over all stages, and one failure fails all', () => {
  const tally = new Tally();
  expect(tally.add({ passed: 3 })).toBe(true);
  expect(tally.ok).toBe(true);
  expect(tally.lines()).toEqual(['3 passed, 0 failed']);
  expect(tally.add({ passed: 1, failed: 2 })).toBe(false);
  expect(tally.ok).toBe(false);
  expect(tally.lines()).toEqual(['4 passed, 2 failed']);
});

test('skipped tests are told with their reasons, and fail where none may be skipped', () => {
  vi.stubEnv('CI', '');
  const tally = new Tally();
  expect(tally.add({ passed: 1, failed: 0, skipped: ['no driver'] })).toBe(true);
  expect(tally.ok).toBe(true);
  expect(tally.lines()).toEqual(['1 skipped: no driver', '1 passed, 0 failed, 1 skipped']);
  if (process.platform !== 'linux') return;
  vi.stubEnv('CI', 'true');
  expect(tally.ok).toBe(false);
  expect(tally.lines().at(-1)).toBe('1 passed, 1 failed, 1 skipped');
});
