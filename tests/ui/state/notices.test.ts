import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../../src/base/errors.ts';
import { initial, reduce } from '../../../src/ui/state/reduce.ts';

const trouble = (failed: string): Trouble => ({ kind: 'config', failed, why: 'w', todo: 't' });

describe('notices', () => {
  const page = initial(1, 'cpu', [trouble('a')]);

  it('are appended, and the same words are shown once', () => {
    const { state } = reduce(page, { type: 'notice', troubles: [trouble('b'), trouble('a')] });
    expect(state.notices.map(({ failed }) => failed)).toEqual(['a', 'b']);
  });

  it('are dismissed one by one, and the others stay', () => {
    const two = reduce(page, { type: 'notice', troubles: [trouble('b')] }).state;
    const { state } = reduce(two, { type: 'dismiss', troubles: [trouble('a')] });
    expect(state.notices.map(({ failed }) => failed)).toEqual(['b']);
  });
});
