import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import type { CensusReport } from '../../src/base/messages.ts';
import { Counting, type InUse } from '../../src/census/counting.ts';
import { onBackend } from '../backends.ts';

beforeAll(() => onBackend('cpu'));

const K = 8;
const MEMBERS: InUse = [new Uint8Array(K).fill(1), new Uint8Array(K).fill(1)];
/** Prototypes of which `unique` are directions of their own, and the others copies of the first. */
const prototypes = (unique: number) => () =>
  tf.tensor2d(
    Array.from({ length: K }, (_, k) =>
      Array.from({ length: K }, (_, d) => (d === (k < unique ? k : 0) ? 1 : 0)),
    ),
  );

/** Counts until the census under way is finished. */
async function finish(counting: Counting) {
  const reports: CensusReport[] = [];
  while (counting.underWay)
    await counting.advance(
      1000,
      () => performance.now(),
      (report) => reports.push(report),
    );
  return reports;
}

const sharesOf = (share: number) => EPSILONS.map(() => share);

test('one census comes after the other, and the first stays as the random baseline', async () => {
  const before = tf.memory().numTensors;
  const counting = new Counting(K);
  expect(counting.counts).toMatchObject({ unique: [], census: { share: 1 } });
  counting.offer(prototypes(8), MEMBERS, 0);
  expect(counting.counts.census).toEqual({ share: 0 });
  // an offer while one is under way is not taken
  counting.offer(prototypes(2), MEMBERS, 1);
  expect(await finish(counting)).toMatchObject([{ type: 'census', step: 0, unique: sharesOf(1), dead: 0 }]);
  expect(counting.first?.unique).toEqual(sharesOf(1));
  counting.offer(prototypes(2), MEMBERS, 5);
  await finish(counting);
  expect(counting.counts).toMatchObject({ unique: sharesOf(2 / K), census: { step: 5, share: 1 } });
  expect(counting.first?.unique).toEqual(sharesOf(1));
  expect(tf.memory().numTensors).toBe(before);
});

test('the last prototypes are counted instead of earlier ones, but never instead of the first', async () => {
  const counting = new Counting(K);
  counting.offer(prototypes(8), MEMBERS, 0);
  expect(() => counting.insist(prototypes(4), MEMBERS, 9)).toThrow('the first census is not finished');
  await finish(counting);
  counting.offer(prototypes(2), MEMBERS, 5);
  counting.insist(prototypes(4), MEMBERS, 9);
  expect(await finish(counting)).toMatchObject([{ step: 9, unique: sharesOf(4 / K) }]);
  // a step that is counted is not counted again
  counting.insist(prototypes(4), MEMBERS, 9);
  expect(counting.underWay).toBe(false);
  counting.dispose();
});
