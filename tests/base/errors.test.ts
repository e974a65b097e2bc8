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
