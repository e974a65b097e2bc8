import { describe, expect, it } from 'vitest';
import { textWidth, wrap } from '../../../src/plots/marks/text.ts';

describe('text', () => {
  it('wraps at words and cuts a word that is too wide', () => {
    expect(wrap('one two three', 10, textWidth('one two', 10))).toEqual(['one two', 'three']);
    expect(wrap('incomprehensibilities', 10, 50)[0]).toMatch(/^incomp.*…$/);
  });
});
