import { describe, expect, test } from 'vitest';
import { random } from '../../src/base/random.ts';
import { USAGE_ROWS } from '../../src/base/usage-window.ts';
import { Agreement, poissonTail } from '../../src/metrics/agreement.ts';

/** The winners [2 images] of steps of images, by a rule that sees the image and the view. */
function agreementOf(
  K: number,
  images: number,
  steps: number,
  winner: (image: number, view: number) => number,
): Agreement {
  const agreement = new Agreement(K);
  for (let step = 0; step < steps; step++) {
    const winners = new Int32Array(2 * images);
    for (let i = 0; i < images; i++)
      for (const view of [0, 1]) winners[view * images + i] = winner(step * images + i, view);
    agreement.add(winners, images);
  }
  return agreement;
}

const agreed = (agreement: Agreement, K: number) =>
  agreement.members().reduce((sum, one) => sum + one, 0) / K;

describe('agreement of two views', () => {
  test('by hand: three images of which two agree', () => {
    const agreement = new Agreement(4);
    agreement.add(Int32Array.of(0, 1, 2, 0, 1, 0), 3);
    expect(agreement.share()).toBeCloseTo(2 / 3, 12);
    // of the six pairs of different images only (2, 0) agrees: none in view a is 0 but image 0, and view b of image 2 is
    expect(agreement.chance()).toBeCloseTo(1 / 6, 12);
    expect(Array.from(agreement.members())).toEqual([0, 1, 0, 0]);
  });

  test('nothing is known before the first batch', () => {
    const agreement = new Agreement(4);
    expect(agreement.share()).toBeNaN();
    expect(agreement.chance()).toBeNaN();
    expect(agreed(agreement, 4)).toBe(0);
  });

  test('one prototype that wins everything agrees always, and never beyond chance', () => {
    const agreement = agreementOf(512, 64, 50, () => 7);
    expect(agreement.share()).toBe(1);
    expect(agreement.chance()).toBe(1);
    expect(agreed(agreement, 512)).toBe(0);
  });

  test('so does one that changes from batch to batch', () => {
    const agreement = agreementOf(512, 64, 50, (image) => Math.floor(image / 64));
    expect(agreement.share()).toBe(1);
    expect(agreement.chance()).toBe(1);
    expect(agreed(agreement, 512)).toBe(0);
  });

  test.each([8, 32, 128, 512, 1024, 4096, 65_536])(
    'noise over %i prototypes agrees by chance alone, in long windows too',
    (K) => {
      for (const times of [1, 10]) {
        let found = 0;
        const seeds = [1, 2, 3, 4, 5];
        for (const seed of seeds) {
          const source = random(seed);
          const steps = (times * USAGE_ROWS) / 128;
          const agreement = agreementOf(K, 64, steps, () => source.below(K));
          found += agreed(agreement, K) / seeds.length;
          if (K <= 128) expect(Math.abs(agreement.share() / agreement.chance() - 1)).toBeLessThan(0.5);
        }
        expect(found).toBeLessThanOrEqual(0.01);
      }
    },
  );

  test.each([
    [8, 64],
    [512, 64],
    [512, 256],
    [100, 16],
  ])('%i perfect clusters in batches of %i are all agreed', (K, images) => {
    const source = random(K);
    const clusters = Int32Array.from({ length: 20_000 }, () => source.below(K));
    const agreement = agreementOf(K, images, USAGE_ROWS / (2 * images), (image) => clusters[image]);
    expect(agreement.share()).toBe(1);
    expect(agreement.chance()).toBeCloseTo(1 / K, 2);
    expect(agreed(agreement, K)).toBeGreaterThan(0.97);
  });

  test('half of the prototypes hold images, the other half noise', () => {
    const source = random(3);
    const clusters = Int32Array.from({ length: 3200 }, () => source.below(64));
    const noise = () => 32 + source.below(32);
    const agreement = agreementOf(64, 64, 50, (image) => (clusters[image] < 32 ? clusters[image] : noise()));
    const members = Array.from(agreement.members());
    expect(members.slice(0, 32).every((one) => one === 1)).toBe(true);
    expect(members.slice(32).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(1);
  });

  test('patches: an image counts once for a prototype, and a background of all images never', () => {
    const images = 16;
    const P = 4;
    // the first patch is background, the others are of the image's own cluster in view a and b alike
    const row = (i: number) => [0, 1 + (i % 8), 1 + (i % 8), 1 + (i % 8)];
    const view = Array.from({ length: images }, (_, i) => row(i)).flat();
    const agreement = new Agreement(9);
    for (let step = 0; step < 5; step++) agreement.add(Int32Array.from([...view, ...view]), images);
    expect(Array.from(agreement.members())).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 1]);
    // a background row meets one, an object's row three of the four: (1 + 9) / 16
    expect(agreement.share()).toBeCloseTo(10 / P ** 2, 12);
    // another image has the same background, and the same cluster in one of fifteen cases
    expect(agreement.chance()).toBeCloseTo((1 + 9 / 15) / P ** 2, 12);
  });
});

test('the tail of a Poisson distribution', () => {
  expect(poissonTail(0, 3)).toBe(1);
  expect(poissonTail(1, 3)).toBeCloseTo(1 - Math.exp(-3), 12);
  expect(poissonTail(3, 1)).toBeCloseTo(1 - 2.5 * Math.exp(-1), 12);
  expect(poissonTail(1, 0)).toBe(0);
  expect(poissonTail(2000, 1000)).toBeLessThan(1e-9);
  expect(poissonTail(1000, 1000)).toBeCloseTo(0.5, 1);
});
