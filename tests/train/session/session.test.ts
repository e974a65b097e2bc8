import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command, Report } from '../../../src/base/messages.ts';
import { runSession } from '../../../src/train/session/run-session.ts';
import { FAST, recorded, TINY } from './host.ts';

const isMeasure = (report: Report) => report.type === 'measure';
const tick = () => new Promise((resolve) => setTimeout(resolve, 30));

test('a session reports from step 0 to its summary, in order', async () => {
  const { host, inbox, of, reports } = recorded();
  inbox.push({ type: 'grant', report: 1000 });
  await runSession(TINY, FAST, host);
  const steps = of('measure').map(({ step }) => step);
  expect(steps).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20]);
  expect(of('measure').map(({ report }) => report)).toEqual(steps.map((_, i) => i));
  expect(reports.at(-2)?.type).toBe('summary');
  expect(reports.at(-1)).toEqual({ type: 'phase', phase: 'done' });
  const [summary] = of('summary');
  for (const share of [
    ...Object.values(summary.unique),
    ...Object.values(summary.usedAndUnique),
    summary.used,
    summary.purity,
    summary.perplexity,
    summary.knn,
    summary.knnRandomInit,
    summary.knnUntrained,
    summary.knnRawPixels,
  ]) {
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThanOrEqual(1);
  }
  expect(Object.keys(summary.embeddingDiversity)).toEqual(Object.keys(summary.unique));
  for (const share of Object.values(summary.embeddingDiversity)) {
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(1);
  }
  expect(summary.effectiveRank).toBeGreaterThanOrEqual(1);
  expect(summary.effectiveRank).toBeLessThanOrEqual(TINY.D);
  expect(summary.steps).toBe(20);
  expect(summary.backend).toBe(FAST);
  expect(of('baseline')[0].bankSize).toBe(500);
  expect(of('baseline')[0].querySize).toBe(100);
  expect(of('baseline')[0].lnK).toBeCloseTo(Math.log(4), 10);
});

test('the same seed gives the same numbers, another seed others', async () => {
  const losses = async (seed: number) => {
    const { host, inbox, of } = recorded();
    inbox.push({ type: 'grant', report: 1000 });
    await runSession({ ...TINY, seed }, FAST, host);
    return of('measure').map(({ loss }) => loss);
  };
  const first = await losses(1);
  expect(await losses(1)).toEqual(first);
  expect(await losses(2)).not.toEqual(first);
});

test('a lane trains no further than it was granted', async () => {
  const { host, inbox, of, until } = recorded();
  const run = runSession(TINY, FAST, host);
  await until(isMeasure);
  await tick();
  expect(of('measure').map(({ report }) => report)).toEqual([0]);
  inbox.push({ type: 'grant', report: 2 });
  await until((report) => report.type === 'measure' && report.report === 2);
  await tick();
  expect(of('measure').map(({ report }) => report)).toEqual([0, 1, 2]);
  inbox.push({ type: 'stop' });
  await run;
  expect(of('phase').at(-1)?.phase).toBe('stopped');
  expect(of('summary')).toEqual([]);
});

test('pause holds, step makes one step, resume goes on; a step by hand does not move the report clock', async () => {
  const { host, inbox, of, until } = recorded();
  inbox.push({ type: 'pause' });
  const run = runSession({ ...TINY, report_every: 5, steps: 30 }, FAST, host);
  await until((report) => report.type === 'phase' && report.phase === 'paused');
  inbox.push({ type: 'grant', report: 11 }); // up to step 15
  await tick();
  expect(of('measure').length).toBe(1);
  inbox.push({ type: 'step' });
  await until((report) => report.type === 'measure' && report.step === 1);
  await tick();
  expect(of('measure').map(({ step }) => step)).toEqual([0, 1]);
  inbox.push({ type: 'resume' });
  await until((report) => report.type === 'measure' && report.step === 15);
  inbox.push({ type: 'pause' });
  await until((report) => report.type === 'phase' && report.phase === 'paused');
  inbox.push({ type: 'step' });
  const byHand = await until((report) => report.type === 'measure' && report.step === 16);
  expect(byHand.type === 'measure' && byHand.report).toBe(11);
  inbox.push({ type: 'resume' });
  inbox.push({ type: 'grant', report: 100 });
  await run;
  expect(of('measure').at(-1)?.step).toBe(30);
});

test('a burst of step commands at the end trains not one step too many', async () => {
  const { host, inbox, of, until } = recorded();
  inbox.push({ type: 'pause' });
  const run = runSession({ ...TINY, steps: 3 }, FAST, host);
  await until((report) => report.type === 'phase' && report.phase === 'paused');
  for (let i = 0; i < 10; i++) inbox.push({ type: 'step' });
  await run;
  expect(of('measure').map(({ step }) => step)).toEqual([0, 1, 2, 3]);
  expect(of('course').at(-1)?.byHand).toEqual([1, 2, 3]);
  expect(of('summary').map(({ steps }) => steps)).toEqual([3]);
  expect(of('phase').at(-1)?.phase).toBe('done');
});

test('whatever commands come, a lane trains each step once, up to its last', async () => {
  const command = fc.constantFrom<Command>(
    { type: 'pause' },
    { type: 'resume' },
    { type: 'step' },
    { type: 'grant', report: 2 },
    { type: 'grant', report: 100 },
    { type: 'set', key: 'lr', value: 0.01 },
    { type: 'set', key: 'steps', value: 1 },
    { type: 'ping' },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
      const { host, inbox, of } = recorded();
      for (const each of commands) inbox.push(each);
      inbox.push({ type: 'resume' });
      inbox.push({ type: 'grant', report: 100 });
      await runSession({ ...TINY, steps: 4 }, FAST, host);
      expect(of('measure').map(({ step }) => step)).toEqual([0, 1, 2, 3, 4]);
      expect(of('phase').at(-1)?.phase).toBe('done');
    }),
    { numRuns: 20 },
  );
});

test('step and resume change nothing of a running lane', async () => {
  const { host, inbox, of } = recorded();
  for (const type of ['step', 'resume', 'ping'] as const) inbox.push({ type });
  inbox.push({ type: 'grant', report: 1000 });
  await runSession(TINY, FAST, host);
  expect(of('measure').length).toBe(13);
});

test('a live knob acts at once; the lane refuses other knobs and bad values, and goes on', async () => {
  const { host, inbox, of, until } = recorded();
  inbox.push({ type: 'grant', report: 3 });
  const run = runSession(TINY, FAST, host);
  await until((report) => report.type === 'measure' && report.report === 3);
  inbox.push({ type: 'set', key: 'lr', value: 0.05 });
  inbox.push({ type: 'set', key: 'K', value: 32 });
  inbox.push({ type: 'set', key: 'nonsense', value: 1 });
  inbox.push({ type: 'set', key: 'lr', value: 7 });
  inbox.push({ type: 'grant', report: 1000 });
  await run;
  const before = of('measure')[3].lr;
  const after = of('measure')[4].lr;
  expect(after / before).toBeGreaterThan(10);
  expect(of('trouble').map(({ trouble }) => trouble.knob)).toEqual(['K', 'nonsense', 'lr']);
  expect(of('summary').length).toBe(1);
});

/** The numbers of a run's reports, without its clock. */
const numbersOf = (reports: readonly Report[]) =>
  reports.flatMap((report): object[] => {
    if (report.type !== 'measure' && report.type !== 'summary') return [];
    return [{ ...report, seconds: 0, stepsPerSecond: 0, secondsLeft: 0 }];
  });

/** A run with live changes, half steps and a step by hand, and what the session says was done to it. */
async function disturbed() {
  const { host, inbox, of, until, reports } = recorded();
  inbox.push({ type: 'grant', report: 3 });
  const run = runSession(TINY, FAST, host);
  await until((report) => report.type === 'measure' && report.report === 3);
  inbox.push({ type: 'set', key: 'lr', value: 0.02 });
  inbox.push({ type: 'set', key: 'lr', value: 0.05 });
  inbox.push({ type: 'set', key: 'warmup', value: 0.2 });
  inbox.push({ type: 'set', key: 'warmup', value: 0.1 });
  inbox.push({ type: 'grant', report: 11 });
  await until((report) => report.type === 'measure' && report.report === 11);
  inbox.push({ type: 'pause' });
  await until((report) => report.type === 'phase' && report.phase === 'paused');
  inbox.push({ type: 'set', key: 'update', value: 'encoder' });
  inbox.push({ type: 'step' });
  inbox.push({ type: 'set', key: 'update', value: 'prototypes' });
  inbox.push({ type: 'step' });
  inbox.push({ type: 'set', key: 'update', value: 'both' });
  inbox.push({ type: 'resume' });
  inbox.push({ type: 'grant', report: 100 });
  await run;
  return { of, reports };
}

const DONE = {
  type: 'course',
  changes: [
    { step: 3, key: 'lr', value: 0.05 },
    { step: 15, key: 'update', value: 'encoder' },
    { step: 16, key: 'update', value: 'prototypes' },
    { step: 17, key: 'update', value: 'both' },
  ],
  byHand: [16, 17],
};

test('a session says what was done to it, each change with the step at which it took effect', async () => {
  const { of } = await disturbed();
  expect(of('started')[0].config['lr']).toBe('auto');
  expect(of('course').at(-1)).toEqual(DONE);
  expect(of('measure').map(({ step }) => step)).toEqual([...Array(11).keys(), 15, 16, 17, 20]);
});

test('a run with live changes and half steps, and its repetition, give identical numbers', async () => {
  const first = await disturbed();
  const course = first.of('course').at(-1);
  const [{ config }] = first.of('started');
  const again = recorded();
  again.inbox.push({ type: 'grant', report: 100 });
  await runSession(config, FAST, again.host, course);
  expect(again.of('course').at(-1)).toEqual(DONE);
  expect(numbersOf(again.reports)).toEqual(numbersOf(first.reports));
  const plain = recorded();
  plain.inbox.push({ type: 'grant', report: 100 });
  await runSession(config, FAST, plain.host);
  expect(plain.of('measure').at(-1)?.loss).not.toBe(first.of('measure').at(-1)?.loss);
});

test('a change by hand takes the place of what is planned for its setting', async () => {
  const { host, inbox, of } = recorded();
  inbox.push({ type: 'set', key: 'lr', value: 0.01 });
  inbox.push({ type: 'grant', report: 100 });
  const changes = [
    { step: 5, key: 'lr', value: 0.05 },
    { step: 6, key: 'warmup', value: 0.5 },
  ];
  await runSession(TINY, FAST, host, { changes, byHand: [] });
  expect(of('course').at(-1)?.changes).toEqual([{ step: 0, key: 'lr', value: 0.01 }, changes[1]]);
});

test('NaN pauses the lane at its last good state, names quantity and step, and the lane can go on', async () => {
  const { host, inbox, of, until, reports } = recorded();
  inbox.push({ type: 'grant', report: 1000 });
  const stock = tf.getKernel('BlockConsistency', FAST);
  let calls = 0;
  const run = runSession(TINY, FAST, host);
  // a numerical fault in the loss of step 7, once
  tf.unregisterKernel('BlockConsistency', FAST);
  tf.registerKernel({
    kernelName: 'BlockConsistency',
    backendName: FAST,
    kernelFunc: (given) => {
      calls++;
      const outputs = stock.kernelFunc(given);
      if (calls !== 7) return outputs;
      return (outputs as tf.TensorInfo[]).map((out) => tf.mul(tf.fill(out.shape, 1), Number.NaN));
    },
  });
  await until((report) => report.type === 'phase' && report.phase === 'paused');
  const [{ trouble }] = of('trouble');
  expect(trouble.kind).toBe('not-finite');
  expect(trouble.step).toBe(7);
  expect(trouble).toMatchObject({ failed: expect.stringContaining('loss'), step: 7 });
  expect(of('measure').at(-1)?.step).toBe(6);
  inbox.push({ type: 'resume' });
  await run;
  expect(
    of('measure')
      .map(({ step }) => step)
      .slice(6, 9),
  ).toEqual([6, 7, 8]);
  expect(of('measure').at(-1)?.step).toBe(20);
  expect(of('summary').length).toBe(1);
  tf.unregisterKernel('BlockConsistency', FAST);
  tf.registerKernel(stock);
  // the return is told, and a repetition, which has no fault, leaves out the batch that it lost
  const course = of('course').at(-1);
  expect(course).toEqual({ type: 'course', changes: [], byHand: [], returns: [{ from: 7, to: 6 }] });
  const again = recorded();
  again.inbox.push({ type: 'grant', report: 1000 });
  await runSession(TINY, FAST, again.host, course);
  expect(again.of('course').at(-1)).toEqual(course);
  expect(numbersOf(again.reports)).toEqual(numbersOf(reports));
});

test('memory does not grow while a lane trains, and nothing is left after it', async () => {
  const { host, inbox, of } = recorded();
  inbox.push({ type: 'grant', report: 1000 });
  await runSession(TINY, FAST, host); // a first run sets some tensors up
  const before = tf.memory();
  const again = recorded();
  again.inbox.push({ type: 'grant', report: 1000 });
  const counts: number[] = [];
  await runSession({ ...TINY, steps: 60 }, FAST, {
    ...again.host,
    post: (report) => {
      again.host.post(report);
      if (report.type === 'measure' && report.step > 10 && report.step < 60)
        counts.push(tf.memory().numTensors);
    },
  });
  expect(new Set(counts).size).toBe(1);
  expect(tf.memory().numTensors).toBe(before.numTensors);
  expect(tf.memory().numBytes).toBe(before.numBytes);
  expect(of('summary').length).toBe(1);
});
