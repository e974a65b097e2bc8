import { describe, expect, it } from 'vitest';
import { bandwidth } from '../../../src/plots/density/bandwidth.ts';

describe('bandwidth', () => {
  it('is 0.18 at 512, widens for fewer points and stays within its range', () => {
    expect(bandwidth(512)).toBeCloseTo(0.1826, 4);
    expect(bandwidth(64)).toBeGreaterThan(bandwidth(512));
    expect(bandwidth(65536)).toBeCloseTo(0.081, 3);
    expect(bandwidth(1)).toBe(0.35);
    expect(bandwidth(10_000_000)).toBe(0.08);
  });
});
