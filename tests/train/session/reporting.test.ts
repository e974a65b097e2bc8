import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import type { CensusReport, Measure } from '../../../src/base/messages.ts';
import { random } from '../../../src/base/random.ts';
import { unitRows } from '../../../src/math/update/initial-weights.ts';
import { collapse } from '../../../src/metrics/collapse.ts';
import { runSession } from '../../../src/train/session/run-session.ts';
import { FAST, recorded, TINY } from './host.ts';

test('a watched lane sends a picture with every report, and another sends none', async () => {
  const { host, inbox, of, until } = recorded();
  inbox.push({ type: 'grant', report: 1000 });
  void until(({ type }) => type === 'summary').then(() => inbox.push({ type: 'stop' }));
  await runSession(TINY, FAST, { ...host, watched: true });
  const pictures = of('measure').map(({ picture }) => picture);
  for (const [i, picture] of pictures.entries()) {
    expect(picture?.places).toHaveLength(3 * TINY.K);
    const wins = Array.from(picture?.wins ?? []);
    expect(wins).toHaveLength(TINY.K);
    expect(wins.reduce((sum, share) => sum + share, 0)).toBeCloseTo(i === 0 ? 0 : 1, 5);
    expect(picture?.cloud).toHaveLength(i === 0 ? 0 : 3 * 2 * TINY.batch);
  }
  const used = of('measure').map((measure) => measure.used * TINY.K);
  expect(pictures.map((picture) => picture?.wins.filter((share) => share > 0).length)).toEqual(used);

  const alone = recorded();
  alone.inbox.push({ type: 'grant', report: 1000 });
  await runSession(TINY, FAST, alone.host);
  expect(alone.of('measure').some(({ picture }) => picture)).toBe(false);
});

test('a running lane says what it measures, and then takes its words back', async () => {
  const { host, inbox, of } = recorded();
  inbox.push({ type: 'grant', report: 1000 });
  await runSession(TINY, FAST, host);
  const running = of('phase').filter(({ phase }) => phase === 'running');
  expect(running.map(({ doing }) => doing)).toEqual([
    undefined,
    'measuring the untrained encoder',
    undefined,
    'measuring k-NN',
    undefined,
  ]);
});

// A lane with too many prototypes to count them all at every report.

const K = 2500;
const MANY = { ...TINY, K, prototypes: 'fixed' };

/** The counts of prototypes that never move, which every census has to find. */
function expected(count = K) {
  const rows = unitRows(count, TINY.D, random(1).fork('prototypes'));
  return collapse(rows, count, TINY.D, EPSILONS, []);
}

const shares = (counts: readonly number[], count = K) => counts.map((each) => each / count);

async function finished(config: Readonly<Record<string, unknown>>) {
  const all = recorded();
  all.inbox.push({ type: 'grant', report: 1000 });
  await runSession(config, FAST, all.host);
  return all;
}

test('counts come between steps, and the last ones count the last step', async () => {
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

test('the random baseline of very many prototypes is the first count, posted once', async () => {
  const most = 3300;
  const { of } = await finished({ ...MANY, K: most, steps: 1 });
  const [baseline, ...more] = of('baseline');
  expect(more).toEqual([]);
  const { unique, uniformity } = expected(most);
  expect(baseline).toMatchObject({ randomDraws: 1, uniqueRandom: shares(unique, most) });
  expect(baseline.uniformityRandom).toBeCloseTo(uniformity, 5);
});

test('fewer prototypes are held against several draws', async () => {
  const { of } = await finished({ ...MANY, steps: 1 });
  expect(of('baseline')).toMatchObject([{ randomDraws: 3 }]);
  const { of: ofFew } = await finished({ ...TINY, steps: 1 });
  const [few] = ofFew('baseline');
  expect(few.randomDraws).toBe(20);
  expect(few.uniqueRandomLow[EPSILONS.length - 1]).toBeLessThan(few.uniqueRandomHigh[EPSILONS.length - 1]);
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
  const { host, inbox, of, until } = recorded();
  inbox.push({ type: 'pause' });
  const run = runSession(MANY, FAST, host);
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
  await finished({ ...MANY, steps: 1 }); // a first run sets some tensors up
  const before = tf.memory();
  const { host, inbox, of, until } = recorded();
  inbox.push({ type: 'grant', report: 1000 });
  const run = runSession({ ...MANY, steps: 1 }, FAST, host);
  await until(({ type, ...rest }) => type === 'phase' && /counting/.test(JSON.stringify(rest)));
  inbox.push({ type: 'stop' });
  await run;
  expect(of('phase').at(-1)?.phase).toBe('stopped');
  expect(of('summary')).toEqual([]);
  expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
});
