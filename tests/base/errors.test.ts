import { expect, test } from 'vitest';
import { listed, quoted, TroubleError, troubleOf } from '../../src/base/errors.ts';

const trouble = {
  kind: 'data',
  failed: 'The file is damaged',
  why: 'It ends early.',
  todo: 'Load it again.',
} as const;

test('a TroubleError keeps its words and has them in its message', () => {
  const error = new TroubleError(trouble);
  expect(error.message).toBe('The file is damaged. It ends early. Load it again.');
  expect(troubleOf(error, 'loading', 'Load it again')).toBe(trouble);
});

test('any other thrown value becomes a crash that names the activity', () => {
  expect(troubleOf(new TypeError('x is null'), 'loading MNIST', 'Reload the page')).toMatchObject({
    kind: 'crash',
    failed: 'Loading MNIST failed',
    why: 'x is null.',
    todo: 'Reload the page. If it happens again, please report it with this text.',
  });
  expect(troubleOf('oh!', 'stepping', 'Step again').why).toBe('oh!');
  expect(troubleOf(new Error(''), 'stepping', 'Step again').why).toBe('The error has no message.');
});

test('a part that did not load asks for a reload, in the words of every browser', () => {
  for (const message of [
    'Failed to fetch dynamically imported module: https://a.example/assets/Tour-1.js',
    'error loading dynamically imported module: https://a.example/assets/Tour-1.js',
    'Importing a module script failed.',
    'Unable to preload CSS for /assets/Tour-1.css',
  ])
    expect(troubleOf(new TypeError(message), 'opening the tour', 'Try again')).toMatchObject({
      kind: 'data',
      failed: 'Opening the tour failed',
      reload: true,
    });
});

test('a text in a message is one line, and cut', () => {
  expect(quoted('  a\n\n b ')).toBe('a b');
  expect(quoted('x'.repeat(1e6))).toBe(`${'x'.repeat(40)}…`);
  expect(quoted('😀'.repeat(41))).toBe(`${'😀'.repeat(40)}…`);
  expect(quoted(' '.repeat(1000))).toBe('');
});

test('names in a message are the first ones and the number of the others', () => {
  expect(listed(['a'])).toBe('a');
  expect(listed(['a', 'b', 'c'])).toBe('a, b, c');
  expect(listed(Array.from({ length: 4815 }, (_, i) => `k${i}`))).toBe('k0, k1, k2 and 4,812 more');
});
