import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { densityImage } from '../../../src/plots/marks/density-image.ts';

describe('densityImage', () => {
  it('is the same palette PNG each time, brightest at the largest value', () => {
    const density = Float64Array.of(0, 0.5, 1, 2);
    const uri = densityImage(density, 2);
    expect(densityImage(density, 2)).toBe(uri);
    const png = decode(Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64'));
    expect([png.width, png.height]).toEqual([2, 2]);
    expect([...png.data]).toEqual([0, 64, 128, 255]);
    expect(png.palette?.[0].slice(0, 3)).toEqual([68, 1, 84]);
    expect(png.palette?.[255].slice(0, 3)).toEqual([253, 231, 37]);
  });
});
