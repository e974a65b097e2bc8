import { expect, test } from 'vitest';
import { TroubleError, troubleOf } from '../../src/base/errors.ts';

const trouble = { kind: 'data', came: 'a cut file', wanted: 'a whole one', todo: 'Load it again.' } as const;

test('a TroubleError keeps its three answers and has them in its message', () => {
  const error = new TroubleError(trouble);
  expect(error.message).toBe('a cut file. Wanted: a whole one. Load it again.');
  expect(troubleOf(error, 'loading')).toBe(trouble);
});

test('any other thrown value becomes a crash that names the activity', () => {
  expect(troubleOf(new TypeError('x is null'), 'loading MNIST')).toMatchObject({
    kind: 'crash',
    came: 'x is null while loading MNIST',
  });
  expect(troubleOf('oh', 'stepping').came).toBe('oh while stepping');
  expect(troubleOf(new Error(''), 'stepping').came).toContain('an error without a message');
});
