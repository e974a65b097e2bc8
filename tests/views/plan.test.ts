import { beforeAll, describe, expect, test } from 'vitest';
import type { Images } from '../../src/base/images.ts';
import { type Random, random } from '../../src/base/random.ts';
import { augment, DRAW, sourceOf, type ViewDraws } from '../../src/math/augment/augment.ts';
import { plain } from '../../src/views/plain.ts';
import { type ViewPlan, type ViewValues, views } from '../../src/views/plan.ts';
import { onBackend } from '../backends.ts';

beforeAll(() => onBackend('cpu'));

/** A plan's next views as pixels. */
function batchOf(plan: ViewPlan, values: ViewValues, images: Images, size: number): Float32Array {
  const source = sourceOf(images);
  const { height, width } = images;
  return augment(source, plan.next(size).globals, { height, width }, values.noise).dataSync() as Float32Array;
}

const nextBatch = (values: ViewValues, source: Random, images: Images, size: number) =>
  batchOf(views.plan(values, source, images), values, images, size);

/** Images that each hold one grey value of their own, 10 times their index. */
function flat(count: number, height = 4, width = 4, channels = 1): Images {
  const size = height * width * channels;
  return {
    count,
    height,
    width,
    channels,
    pixels: Uint8Array.from({ length: count * size }, (_, i) => 10 * Math.floor(i / size)),
    labels: new Uint8Array(count),
    classes: 1,
  };
}

const LOCAL = { local_crops: 0, local_size: 2, local_least: 0.1, local_most: 0.4 };
const OFF: ViewValues = { crop: 1, flip: false, brightness: 0, contrast: 0, blur: 0, noise: 0, ...LOCAL };
const ALL: ViewValues = {
  crop: 0.4,
  flip: true,
  brightness: 0.4,
  contrast: 0.4,
  blur: 0.8,
  noise: 0.05,
  ...LOCAL,
};
const grey = (value: number) => Math.round((value * 255) / 10);

describe('batches', () => {
  test('are crop-major, and each image comes once an epoch', () => {
    const plan = views.plan(OFF, random(3), flat(10));
    const epochs = [0, 1].map(() => {
      const seen: number[] = [];
      for (let step = 0; step < 2; step++) {
        const batch = batchOf(plan, OFF, flat(10), 5);
        expect(batch).toHaveLength(2 * 5 * 16);
        const indices = Array.from({ length: 10 }, (_, v) => grey(batch[v * 16]));
        expect(indices.slice(5)).toEqual(indices.slice(0, 5));
        seen.push(...indices.slice(0, 5));
      }
      expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      return seen;
    });
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  test('may reach over the end of an epoch, and be larger than the dataset', () => {
    const batch = nextBatch(OFF, random(3), flat(3), 7);
    const counts = [0, 0, 0];
    for (let v = 0; v < 7; v++) counts[grey(batch[v * 16])]++;
    expect(counts.sort()).toEqual([2, 2, 3]);
  });

  test('depend on the seed and on nothing else', () => {
    const batches = (seed: number, values: ViewValues) => {
      const source = random(seed);
      const plan = views.plan(values, source, flat(20));
      // Another part drawing from the same source must not disturb the views.
      source.normal();
      source.fork('init').uniform();
      return [0, 1].flatMap(() => Array.from(batchOf(plan, values, flat(20), 8)));
    };
    expect(batches(5, ALL)).toEqual(batches(5, ALL));
    expect(batches(5, ALL)).not.toEqual(batches(6, ALL));
  });

  test('the two views of an image differ', () => {
    const batch = nextBatch(ALL, random(1), flat(10), 4);
    expect(Array.from(batch.subarray(0, 64))).not.toEqual(Array.from(batch.subarray(64)));
  });

  test('turning one augmentation off leaves the others as they were', () => {
    const images: Images = { ...flat(4), pixels: Uint8Array.from({ length: 64 }, (_, i) => (i * 37) % 256) };
    const mirrored = nextBatch({ ...OFF, crop: 0.4, flip: true }, random(2), images, 4);
    const straight = nextBatch({ ...OFF, crop: 0.4 }, random(2), images, 4);
    let flipped = 0;
    for (let row = 0; row < mirrored.length; row += 4) {
      const a = Array.from(mirrored.subarray(row, row + 4));
      const b = Array.from(straight.subarray(row, row + 4));
      const same = a.every((x, i) => Math.abs(x - b[i]) < 1e-5);
      const turned = a.every((x, i) => Math.abs(x - b[3 - i]) < 1e-5);
      expect(same || turned).toBe(true);
      if (!same) flipped++;
    }
    expect(flipped).toBeGreaterThan(0);
    expect(flipped).toBeLessThan(mirrored.length / 4);
  });

  test('without augmentation are the plain images', () => {
    const images: Images = {
      ...flat(1, 5, 6, 3),
      pixels: Uint8Array.from({ length: 90 }, (_, i) => (i * 31) % 256),
    };
    const batch = nextBatch(OFF, random(1), images, 1);
    const expected = plain(images, 0, 1);
    for (let v = 0; v < 2; v++)
      expected.forEach((value, i) => {
        expect(batch[v * 90 + i]).toBeCloseTo(value, 5);
      });
  });

  test('with local views show the same images in them, small, and leave the others as they were', () => {
    const images = flat(6, 12, 12);
    const locals = { ...ALL, brightness: 0, contrast: 0, noise: 0, local_crops: 3, local_size: 5 };
    const [alone, beside] = [{ ...locals, local_crops: 0 }, locals].map((values) =>
      views.plan(values, random(4), images).next(4),
    );
    expect(alone.locals).toBeUndefined();
    expect(beside.globals).toEqual(alone.globals);
    const { places, draws } = beside.locals as ViewDraws;
    expect(draws).toHaveLength(3 * 4 * DRAW.size);
    const size = { height: 5, width: 5 };
    const seen = augment(sourceOf(images), { places, draws }, size, 0).dataSync();
    for (let v = 0; v < 12; v++) {
      expect(places[2 * v]).toBe(beside.globals.places[2 * (v % 4)]);
      expect(grey(seen[25 * v + 12] as number)).toBe(places[2 * v]);
      const [y1, x1, y2, x2] = draws.subarray(DRAW.size * v, DRAW.size * v + 4);
      const area = Math.abs((y2 - y1) * (x2 - x1));
      expect(area).toBeGreaterThan(0.0999);
      expect(area).toBeLessThan(0.4001);
    }
  });

  test('refuse an empty dataset', () => {
    expect(() => views.plan(ALL, random(1), flat(0))).toThrow(/no training images/);
  });
});
