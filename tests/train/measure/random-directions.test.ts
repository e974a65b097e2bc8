import { beforeAll, expect, test } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import { isotropic } from '../../../src/metrics/isotropic.ts';
import { drawDirections, oneDraw } from '../../../src/train/measure/random-directions.ts';
import { onBackend } from '../../backends.ts';
import { NO_COUNTS } from '../../numbers.ts';

beforeAll(() => onBackend('cpu'));

test('several draws have a mean within their range at each ε, and let others work in between', async () => {
  let rests = 0;
  const found = await drawDirections(64, 8, async () => {
    rests++;
  });
  expect(found?.randomDraws).toBe(20);
  expect(rests).toBe(20);
  EPSILONS.forEach((_, i) => {
    const [low, mean, high] = [found?.uniqueRandomLow[i], found?.uniqueRandom[i], found?.uniqueRandomHigh[i]];
    expect(low).toBeLessThanOrEqual(mean as number);
    expect(mean).toBeLessThanOrEqual(high as number);
  });
  expect(found?.uniformityRandomLow).toBeLessThan(found?.uniformityRandomHigh as number);
});

test('the device’s cosines give the numbers of those that are computed in full', async () => {
  const found = await drawDirections(64, 8, async () => {});
  const exact = await isotropic(64, 8, EPSILONS, async () => {});
  expect(found?.uniqueRandom).toEqual(exact.unique.map(({ mean }) => mean));
  expect(found?.uniformityRandom).toBeCloseTo(exact.uniformity.mean, 5);
});

test('where one draw is dear, the first census is it', async () => {
  expect(await drawDirections(4096, 8, async () => {})).toBeUndefined();
  const unique = EPSILONS.map(() => 0.25);
  const found = oneDraw({ ...NO_COUNTS, unique, uniformity: -2 });
  expect(found).toMatchObject({ randomDraws: 1, uniqueRandomLow: unique, uniqueRandom: unique });
  expect([found.uniformityRandomLow, found.uniformityRandomHigh]).toEqual([-2, -2]);
});
