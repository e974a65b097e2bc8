import { expect, test } from 'vitest';
import { namedTests } from './named-tests.mjs';

const root = new URL('..', import.meta.url).pathname;
const named = (...given: string[]) => namedTests(given, root);

test('tests go to the runner that their names tell', () => {
  expect(named('tests/floors.test.ts', 'tests/browser/page.spec.ts:3')).toEqual({
    units: ['tests/floors.test.ts'],
    pages: ['tests/browser/page.spec.ts:3'],
  });
});

test('a test may be named by the end of its path, or from a folder within', () => {
  expect(named('page.spec.ts:3', 'base/knobs.test.ts')).toEqual({
    units: ['tests/base/knobs.test.ts'],
    pages: ['tests/browser/page.spec.ts:3'],
  });
  expect(namedTests(['./knobs.test.ts'], `${root}tests/base`).units).toEqual(['tests/base/knobs.test.ts']);
});

test('a folder goes to whose tests it holds', () => {
  expect(named('tests/base', 'tests/browser/')).toEqual({
    units: ['tests/base/'],
    pages: ['tests/browser/'],
  });
  expect(() => named('src/base')).toThrow('The folder src/base holds no test');
});

test('a name that is no test is refused in words', () => {
  expect(() => named('src/main.tsx')).toThrow(
    'src/main.tsx is no test. Name a folder, or files that end in .test.ts',
  );
  expect(() => named('--watch')).toThrow('--watch is no test');
  expect(() => named('nowhere.test.ts')).toThrow('No test has a path that ends in nowhere.test.ts');
});
