import { expect, test } from 'vitest';
import { TroubleError, troubleOf } from '../../src/base/errors.ts';

const trouble = {
  kind: 'data',
  failed: 'The file is damaged',
  why: 'It ends early.',
  todo: 'Load it again.',
} as const;

test('a TroubleError keeps its words and has them in its message', () => {
  const error = new TroubleError(trouble);
  expect(error.message).toBe('The file is damaged. It ends early. Load it again.');
  expect(troubleOf(error, 'loading')).toBe(trouble);
});

test('any other thrown value becomes a crash that names the activity', () => {
  expect(troubleOf(new TypeError('x is null'), 'loading MNIST')).toMatchObject({
    kind: 'crash',
    failed: 'Loading MNIST failed',
    why: 'x is null.',
  });
  expect(troubleOf('oh!', 'stepping').why).toBe('oh!');
  expect(troubleOf(new Error(''), 'stepping').why).toBe('The error has no message.');
});
