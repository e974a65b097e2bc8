import { expect, test } from 'vitest';
import { reach, readProject } from './imports.ts';
import { ENGINE, MOCKING } from './projects.ts';

const sources = readProject();
const tests = [...sources.keys()].filter((path) => /^tests\/.*\.test\.tsx?$/.test(path));

test('a unit test opens no backend and starts no door', () => {
  const units = tests.filter((path) => !ENGINE.some((each) => path.startsWith(each)));
  expect(units.length).toBeGreaterThan(50);
  const slow = /^(src\/worker\/backends|tests\/door|tests\/backends)\.ts$/;
  for (const unit of units)
    expect(
      [...reach(sources, unit).files].filter((file) => slow.test(file)),
      unit,
    ).toEqual([]);
});

test('the tests that replace modules are those that are kept apart', () => {
  const mocking = tests.filter((path) => /\bvi\.mock\(/.test(sources.get(path)?.text ?? ''));
  expect(mocking.filter((path) => !ENGINE.some((each) => path.startsWith(each)))).toEqual(MOCKING);
});

test('every place of engine tests has one', () => {
  for (const each of ENGINE)
    expect(
      tests.some((path) => path.startsWith(each)),
      each,
    ).toBe(true);
});
