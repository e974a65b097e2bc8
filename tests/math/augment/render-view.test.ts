import { describe, expect, test } from 'vitest';
import {
  addNoise,
  applyBlur,
  applyJitter,
  gaussian,
  sampleBox,
} from '../../../src/math/augment/render-view.ts';

describe('crop', () => {
  test('samples a linear ramp exactly, straight and mirrored', () => {
    // value = 8 row + 3 column + channel, which bilinear interpolation reproduces.
    const [height, width, channels] = [5, 7, 2];
    const pixels = Uint8Array.from({ length: height * width * channels }, (_, i) => {
      const place = Math.floor(i / channels);
      return 8 * Math.floor(place / width) + 3 * (place % width) + (i % channels);
    });
    for (const [x1, x2] of [
      [0.2, 0.9],
      [0.9, 0.2],
    ]) {
      const out = new Float32Array(pixels.length + 1);
      const picture = { pixels, from: 0, height, width, channels };
      sampleBox(picture, Float32Array.of(0.1, x1, 0.7, x2), 0, { height, width }, out, 1);
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++)
          for (let c = 0; c < channels; c++) {
            const y = 0.1 * 4 + (row * 0.6 * 4) / 4;
            const x = x1 * 6 + (column * (x2 - x1) * 6) / 6;
            const at = 1 + (row * width + column) * channels + c;
            expect(255 * out[at]).toBeCloseTo(8 * y + 3 * x + c, 3);
          }
    }
  });

  test('works on an image of one pixel', () => {
    const out = new Float32Array(1);
    const picture = { pixels: Uint8Array.of(255), from: 0, height: 1, width: 1, channels: 1 };
    sampleBox(picture, Float32Array.of(0.2, 0.2, 0.8, 0.8), 0, { height: 1, width: 1 }, out, 0);
    expect(out[0]).toBe(1);
  });
});

describe('jitter', () => {
  test('scales by brightness, stretches about the mean by contrast, and clips both to 0..1', () => {
    const view = Float32Array.of(9, 0.2, 0.4, 0.6, 9);
    applyJitter(view, 1, 3, 1.25, 0.5);
    [9, 0.375, 0.5, 0.625, 9].forEach((value, i) => {
      expect(view[i]).toBeCloseTo(value, 6);
    });
    const harsh = Float32Array.of(0.1, 0.9, 0.8);
    applyJitter(harsh, 0, 3, 1.2, 1.9);
    expect(harsh[0]).toBe(0);
    expect(harsh[1]).toBe(1);
  });
});

describe('blur', () => {
  test('spreads a point as a Gaussian and keeps sums and flat images', () => {
    const [height, width] = [9, 11];
    const view = { height, width };
    const point = new Float32Array(height * width + 1);
    point[1 + 4 * width + 5] = 1;
    applyBlur(point, 1, view, 1, 0.8);
    const weights = gaussian(0.8);
    for (let y = -3; y <= 3; y++)
      for (let x = -3; x <= 3; x++)
        expect(point[1 + (4 + y) * width + 5 + x]).toBeCloseTo(weights[3 + y] * weights[3 + x], 6);
    expect(point.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    const flat = new Float32Array(2 * height * width).map((_, i) => (i % 2 ? 0.25 : 0.75));
    applyBlur(flat, 0, view, 2, 1.7);
    flat.forEach((value, i) => {
      expect(value).toBeCloseTo(i % 2 ? 0.25 : 0.75, 6);
    });
  });

  test('of standard deviation 0 changes nothing', () => {
    const view = Float32Array.of(0.1, 0.9, 0.3, 0.2);
    applyBlur(view, 0, { height: 2, width: 2 }, 1, 0);
    expect(view).toEqual(Float32Array.of(0.1, 0.9, 0.3, 0.2));
  });
});

describe('noise', () => {
  test('is normal: mean, variance, kurtosis, neighbours uncorrelated', () => {
    const size = 400_000;
    const noise = new Float32Array(size);
    addNoise(noise, 0, size, 1, 12345);
    const moment = (power: number) => noise.reduce((sum, x) => sum + x ** power, 0) / size;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.01);
    expect(Math.abs(moment(3))).toBeLessThan(0.03);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.06);
    for (const lag of [1, 2, 28]) {
      let product = 0;
      for (let i = lag; i < size; i++) product += noise[i] * noise[i - lag];
      expect(Math.abs(product / size)).toBeLessThan(0.01);
    }
  });

  test('has its standard deviation, repeats for a seed and differs for another', () => {
    const draw = (seed: number, sd: number) => {
      const out = new Float32Array(999);
      addNoise(out, 0, out.length, sd, seed);
      return out;
    };
    expect(draw(7, 0.05)).toEqual(draw(7, 0.05));
    expect(draw(7, 0.05)).not.toEqual(draw(8, 0.05));
    expect(Math.sqrt(draw(7, 0.05).reduce((sum, x) => sum + x * x, 0) / 999)).toBeCloseTo(0.05, 2);
    expect(draw(7, 0)).toEqual(new Float32Array(999));
  });
});
