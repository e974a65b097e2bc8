import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { densityImage } from '../../../src/plots/marks/density-image.ts';

const pixels = (uri: string) => decode(Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64'));

describe('densityImage', () => {
  it('is the same palette PNG each time, brightest at the top and above', () => {
    const density = Float64Array.of(0, 0.5, 1, 2);
    const size = { width: 2, height: 2 };
    const uri = densityImage(density, size, 2);
    expect(densityImage(density, size, 2)).toBe(uri);
    const png = pixels(uri);
    expect([png.width, png.height]).toEqual([2, 2]);
    expect([...png.data]).toEqual([0, 64, 128, 255]);
    expect([...pixels(densityImage(density, size, 1)).data]).toEqual([0, 128, 255, 255]);
    expect(png.palette?.[0].slice(0, 3)).toEqual([68, 1, 84]);
    expect(png.palette?.[255].slice(0, 3)).toEqual([253, 231, 37]);
  });
});
