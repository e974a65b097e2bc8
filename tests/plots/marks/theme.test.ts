import { describe, expect, it } from 'vitest';
import { INKS, readable } from '../../../src/plots/marks/theme.ts';

describe('readable', () => {
  it('darkens yellow on white only, and keeps readable colours', () => {
    expect(readable('#e6ab02', 'light')).not.toBe('#e6ab02');
    expect(readable('#e6ab02', 'dark')).toBe('#e6ab02');
    expect(readable(INKS.light.ink, 'light')).toBe(INKS.light.ink);
  });
});
