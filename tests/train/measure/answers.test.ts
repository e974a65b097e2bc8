import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import type { Inspection, Measure, Portrait, Report } from '../../../src/base/messages.ts';
import { atEpsilon, groupLists } from '../../../src/metrics/groups.ts';
import { readPacked } from '../../../src/node/mnist-pack.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { prototypesOf, release } from '../../../src/train/lane/state.ts';
import { answerTo } from '../../../src/train/measure/answers.ts';
import { evaluate, evaluationSplit } from '../../../src/train/measure/evaluate.ts';
import { loadImages } from '../../../src/train/session/load-images.ts';
import { runSession } from '../../../src/train/session/run-session.ts';
import { FAST, recorded, TINY } from '../session/host.ts';

/** A run that is asked questions after every report, and once more after the last. */
async function looking(config: Readonly<Record<string, unknown>>, looks: boolean) {
  const run = recorded();
  run.inbox.push({ type: 'grant', report: 1000 });
  const said = run.host.post;
  const post = (report: Report) => {
    said(report);
    if (looks && report.type === 'measure') {
      run.inbox.push({ type: 'inspect' });
      run.inbox.push({ type: 'portray', prototype: report.report % 16 });
    }
    if (report.type === 'phase' && report.phase === 'done') {
      if (looks) run.inbox.push({ type: 'inspect' });
      run.inbox.push({ type: 'stop' });
    }
  };
  await runSession(config, FAST, { ...run.host, post, watched: true });
  return run;
}

const trained = ({ loss, terms, unique, used, knn }: Measure) => ({ loss, terms, unique, used, knn });

test('questions change nothing of a run, and leave no tensor behind', async () => {
  const seen = await looking(TINY, true);
  const before = tf.memory().numTensors;
  const alone = await looking(TINY, false);
  expect(seen.of('measure').map(trained)).toEqual(alone.of('measure').map(trained));
  expect(seen.of('measure').at(-1)?.loss).toBeTypeOf('number');
  await looking(TINY, true);
  expect(tf.memory().numTensors).toBe(before);
});

test('every report groups its prototypes, and an inspection of it tells how near they are', async () => {
  const { of } = await looking({ ...TINY, prototype_lr_multiplier: 100, steps: 60 }, true);
  const groups = (measure: Measure, e: number) =>
    groupLists(atEpsilon(measure.representatives ?? new Uint16Array(0), e, EPSILONS.length));
  for (const measure of of('measure'))
    EPSILONS.forEach((_, e) => {
      expect(groups(measure, e)).toHaveLength(Math.round(measure.unique[e] * TINY.K));
    });
  // something has merged, or this would show little
  expect(Math.min(...of('measure').map((measure) => groups(measure, 7).length))).toBeLessThan(TINY.K);
  const found = of('inspection');
  expect(new Set(found.map(({ step }) => step))).toEqual(new Set(of('measure').map(({ step }) => step)));
  expect(found.at(-1)?.step).toBe(60);
  for (const { nearest, representatives } of found) {
    expect(nearest).toHaveLength(TINY.K);
    expect(representatives).toBeUndefined();
  }
  const asked = of('portrait').map(({ prototype }) => prototype);
  expect(asked).toEqual(of('measure').map(({ report }) => report % 16));
});

test('an inspection of many prototypes is of the sample that pictures show', async () => {
  const { of } = await looking({ ...TINY, K: 2100, steps: 2 }, true);
  const [measure] = of('measure');
  const inspection = of('inspection')[0] as Inspection;
  expect(measure.sampled).toBe(2048);
  expect(measure.representatives).toBeUndefined();
  expect(inspection.representatives).toHaveLength(EPSILONS.length * 2048);
  expect(of('portrait')[0].cosines).toHaveLength(2048);
});

test('a portrait has the nearest training images, by cosine of their embeddings', async () => {
  const config = checked({ ...TINY, eval_images: 700 });
  const { host } = recorded();
  await host.openDevice(FAST, () => {});
  const { train } = evaluationSplit(await loadImages(config, { ...host, read: readPacked }), 700);
  const { lane, state } = openLane(config, train);
  const rest = host.rest;
  const k = 5;
  const { embeddings } = await evaluate(lane, state, { train, test: train }, rest, train.count);
  const rows = (await tf.tidy(() => prototypesOf(lane, state)).data()) as Float32Array;
  const cosine = (x: Float32Array, y: Float32Array) =>
    x.reduce((sum, value, d) => sum + value * y[d], 0) / Math.hypot(...x) / Math.hypot(...y);
  const one = rows.subarray(k * TINY.D, (k + 1) * TINY.D);
  const likeness = Array.from({ length: train.count }, (_, i) =>
    cosine(embeddings.subarray(i * TINY.D, (i + 1) * TINY.D), one),
  );
  const order = [...likeness.keys()].sort((a, b) => likeness[b] - likeness[a]).slice(0, 8);

  const found = (await answerTo({ type: 'portray', prototype: k }, lane, state, train, rest)) as Portrait;
  expect(found.searched).toBe(train.count);
  expect(found.images.count).toBe(8);
  const size = train.height * train.width * train.channels;
  order.forEach((image, i) => {
    expect(found.likeness[i]).toBeCloseTo(likeness[image], 4);
    expect(found.images.labels[i]).toBe(train.labels[image]);
    expect(found.images.pixels.slice(i * size, (i + 1) * size)).toEqual(
      train.pixels.slice(image * size, (image + 1) * size),
    );
  });
  Array.from(found.cosines).forEach((value, j) => {
    expect(value).toBeCloseTo(cosine(rows.subarray(j * TINY.D, (j + 1) * TINY.D), one), 4);
  });

  const none = (await answerTo({ type: 'portray', prototype: TINY.K }, lane, state, train, rest)) as Portrait;
  expect(none.images.count).toBe(0);
  expect(none.cosines.every(Number.isNaN)).toBe(true);
  release(state);
});

test('a finished run that nobody watches ends by itself', async () => {
  const run = recorded();
  run.inbox.push({ type: 'grant', report: 1000 });
  run.inbox.push({ type: 'inspect' });
  await runSession(TINY, FAST, run.host);
  expect(run.of('inspection').map(({ step }) => step)).toEqual([0]);
  expect(run.reports.at(-1)).toEqual({ type: 'phase', phase: 'done' });
});
