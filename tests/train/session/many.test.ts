import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import type { CensusReport, Measure } from '../../../src/base/messages.ts';
import { random } from '../../../src/base/random.ts';
import { unitRows } from '../../../src/math/update/initial-weights.ts';
import { collapse } from '../../../src/metrics/collapse.ts';
import { PROTOTYPES } from '../../../src/train/lane/lane.ts';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { release } from '../../../src/train/lane/state.ts';
import { Gauge } from '../../../src/train/measure/measure.ts';
import { Observations } from '../../../src/train/measure/observations.ts';
import { runSession } from '../../../src/train/session/run-session.ts';
import { onBackend } from '../../backends.ts';
import { FAST, recorded, TINY } from './host.ts';

// A lane with too many prototypes to count them all at every report.

const K = 2500;
const MANY = { ...TINY, K, prototypes: 'fixed' };

/** Prototypes that never move: what every count has to say. */
function expected() {
  const rows = unitRows(K, TINY.D, random(1).fork('prototypes'));
  return collapse(rows, K, TINY.D, EPSILONS, new Uint8Array(K));
}

const shares = (counts: readonly number[]) => counts.map((count) => count / K);

async function finished(config: Readonly<Record<string, unknown>>) {
  const all = recorded();
  all.inbox.push({ type: 'grant', report: 1000 });
  await runSession(config, FAST, all.place);
  return all;
}

test('counts come between the steps, and the last are of the last step', async () => {
  const { of } = await finished(MANY);
  const { unique, uniformity } = expected();
  const [untrained, ...later] = of('measure');
  expect(untrained).toMatchObject({ step: 0, unique: [], usedAndUnique: [], census: { share: 0 } });
  expect(untrained.census?.step).toBeUndefined();
  const censuses = of('census');
  expect(censuses[0].step).toBe(0);
  expect(censuses[0].usedAndUnique).toEqual(EPSILONS.map(() => 0));
  const last = later.at(-1) as Measure;
  expect(last.census).toEqual({ step: 20, share: 1 });
  for (const counts of [...censuses, last]) {
    expect(counts.unique).toEqual(shares(unique));
    expect(counts.dead).toBe(0);
    expect(counts.uniformity).toBeCloseTo(uniformity, 5);
  }
  expect(Math.max(...last.usedAndUnique)).toBeGreaterThan(0);
  expect(Math.max(...last.usedAndUnique)).toBeLessThanOrEqual(last.used);
  const steps = censuses.map(({ step }) => step);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(new Set(steps).size).toBe(steps.length);
  // a measure knows what had been counted when it was made
  for (const { census, step } of later) expect(census?.step ?? 0).toBeLessThanOrEqual(step);
  const [summary] = of('summary');
  expect(Object.values(summary.unique)).toEqual(shares(unique));
});

test('the random baseline is the first count, told once', async () => {
  const { of } = await finished(MANY);
  const [baseline, ...more] = of('baseline');
  expect(more).toEqual([]);
  expect(baseline.uniqueRandom).toEqual(shares(expected().unique));
  expect(baseline.uniformityRandom).toBeCloseTo(expected().uniformity, 5);
});

test('the ring shows an even sample', async () => {
  const { of } = await finished(MANY);
  for (const { angles, sampled } of of('measure')) {
    expect(sampled).toBe(2048);
    expect(angles.length).toBe(2048);
  }
  const fewer = await finished({ ...MANY, K: 2000, steps: 1 });
  for (const { sampled, angles, census } of fewer.of('measure')) {
    expect(sampled).toBeUndefined();
    expect(angles.length).toBe(2000);
    expect(census).toBeDefined();
  }
  const few = await finished({ ...MANY, K: 1024, steps: 1 });
  for (const { sampled, angles, census, unique } of few.of('measure')) {
    expect([sampled, census]).toEqual([undefined, undefined]);
    expect(angles.length).toBe(1024);
    expect(unique.length).toBe(EPSILONS.length);
  }
});

test('a paused lane goes on counting, and says what it found', async () => {
  const { place, inbox, of, until } = recorded();
  inbox.push({ type: 'pause' });
  const run = runSession(MANY, FAST, place);
  const first = (await until(({ type }) => type === 'census')) as CensusReport;
  expect(first.step).toBe(0);
  expect(of('phase').at(-1)?.phase).toBe('paused');
  inbox.push({ type: 'step' });
  const second = await until((report) => report.type === 'census' && report.step === 1);
  expect(second).toMatchObject({ unique: shares(expected().unique) });
  expect(of('measure').map(({ step }) => step)).toEqual([0, 1]);
  inbox.push({ type: 'stop' });
  await run;
  expect(of('phase').at(-1)?.phase).toBe('stopped');
});

test('"stop" is heard while the last prototypes are counted, and nothing is left', async () => {
  await finished({ ...MANY, steps: 1 }); // what a first run sets up once
  const before = tf.memory();
  const { place, inbox, of, until } = recorded();
  inbox.push({ type: 'grant', report: 1000 });
  const run = runSession({ ...MANY, steps: 1 }, FAST, place);
  await until(({ type, ...rest }) => type === 'phase' && /counting/.test(JSON.stringify(rest)));
  inbox.push({ type: 'stop' });
  await run;
  expect(of('phase').at(-1)?.phase).toBe('stopped');
  expect(of('summary')).toEqual([]);
  expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
});

test('one number among the prototypes that is not finite is trouble, though nobody reads them all', async () => {
  await onBackend(FAST);
  const { lane, state } = openLane(checked(MANY), { height: 28, width: 28, channels: 1 });
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const rows = unitRows(K, TINY.D, random(1));
    rows[(K - 1) * TINY.D] = bad; // the last row is in no sample
    const estimator = { rows: tf.tensor2d(rows, [K, TINY.D]) };
    const banks = { [PROTOTYPES]: { estimator } };
    const read = new Gauge(K, TINY.D).read(lane, { ...state, banks }, new Observations());
    await expect(read).rejects.toThrow(/(NaN|Infinity) in the prototypes by step 0/);
    estimator.rows.dispose();
  }
  release(state);
});
