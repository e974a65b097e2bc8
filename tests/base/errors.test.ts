import { expect, test } from 'vitest';
import { TroubleError, troubleOf } from '../../src/base/errors.ts';

const trouble = { kind: 'data', came: 'a cut file', wanted: 'a whole one', todo: 'Load it again.' } as const;

test('a TroubleError reads as three answers and keeps them', () => {
  const error = new TroubleError(trouble);
  expect(error.message).toBe('a cut file. Wanted: a whole one. Load it again.');
  expect(troubleOf(error, 'loading')).toBe(trouble);
});

test('anything else thrown becomes a crash that says what was being done', () => {
  expect(troubleOf(new TypeError('x is null'), 'loading MNIST')).toMatchObject({
    kind: 'crash',
    came: 'x is null while loading MNIST',
  });
  expect(troubleOf('oh', 'stepping').came).toBe('oh while stepping');
  expect(troubleOf(new Error(''), 'stepping').came).toContain('an error without a message');
});
