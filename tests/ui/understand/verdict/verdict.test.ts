import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Course, RunConfig } from '../../../../src/base/config.ts';
import { onsetOf } from '../../../../src/ui/state/beginnings.ts';
import { EMPTY_HISTORY } from '../../../../src/ui/state/history.ts';
import type { LaneRun } from '../../../../src/ui/state/lane-state.ts';
import { readLane } from '../../../../src/ui/understand/verdict/verdict.ts';
import { HALF, type Numbers, runOf } from './run-of.ts';

describe('a verdict', () => {
  // README: seed 1 of each lane, after 500 steps, at ε 0.5; losses from the same runs
  it.each<[string, Numbers, string, string]>([
    [
      'CARP joint',
      { unique: 0.242, used: 0.1, agreed: 0.09, inUse: 0.014 },
      'duplicates',
      'Collapsed: 75.8% of prototypes are duplicates (ε 0.5), although the loss keeps falling.',
    ],
    [
      'CARP decoupled',
      { prototypes: 'decoupled', unique: 0.969, used: 0.045, losses: [2.707, 2.467, 1.731] },
      'disused',
      'Unique but idle: 96.9% unique (ε 0.5), 4.5% used. The other prototypes never won an image, so nothing moved them.',
    ],
    [
      'CARP fixed',
      { prototypes: 'fixed', unique: 1, used: 0.068, losses: [2.623, 1.876] },
      'still',
      'Control: 100% unique (ε 0.5) because these prototypes never move.',
    ],
    [
      'SwAV joint',
      { unique: 0.061, used: 0.963, lnK: Math.log(512), losses: [6.538, 5.966, 4.731] },
      'duplicates',
      'Collapsed: 93.9% of prototypes are duplicates (ε 0.5), although the loss keeps falling.',
    ],
    [
      'DINO joint',
      { unique: 1, used: 0.256, lnK: Math.log(512), losses: [6.114, 6.143, 5.5] },
      'half-used',
      'No collapse so far: 100% unique (ε 0.5), 25.6% agreed by both views.',
    ],
    [
      'DINO decoupled',
      { prototypes: 'decoupled', unique: 0.975, used: 0.033 },
      'disused',
      'Unique but idle: 97.5% unique (ε 0.5), 3.3% used. The other prototypes never won an image, so nothing moved them.',
    ],
    [
      'SwAV decoupled, whose prototypes win by noise',
      { prototypes: 'decoupled', unique: 0.998, used: 0.5, agreed: 0.03, agreement: [0.029, 0.011] },
      'noisy',
      'Unique but noisy: 99.8% unique (ε 0.5), 3.0% agreed. Two views agree on 2.9% of images (1.1% by chance).',
    ],
    [
      'decoupled prototypes that won once and no longer do',
      { prototypes: 'decoupled', unique: 0.97, used: 0.05, never: 0.6 },
      'disused',
      'Unique but idle: 97.0% unique (ε 0.5), 5.0% used. 60.0% never won an image, and 35.0% no longer win any.',
    ],
    [
      'joint prototypes that win for both views',
      { unique: 0.96, used: 0.9, agreed: 0.8, inUse: 0.78 },
      'healthy',
      'Healthy: 96.0% unique (ε 0.5), 78.0% in use.',
    ],
    [
      'joint prototypes that are frozen',
      { unique: 1, used: 0.3, uniformity: -3.9, step: 400, config: { freeze_prototypes: 600 } },
      'still',
      'Frozen so far: 100% unique (ε 0.5) because the prototypes have not moved.',
    ],
    [
      'joint prototypes that were frozen to the end',
      { unique: 1, used: 0.3, uniformity: -3.9, config: { freeze_prototypes: 600 } },
      'still',
      'Frozen to the end: 100% unique (ε 0.5) because the prototypes have not moved.',
    ],
    [
      'a queue that the run never filled',
      {
        unique: 0.96,
        used: 0.9,
        agreed: 0.8,
        inUse: 0.78,
        config: { method: 'swav', 'swav.queue_length': 40_000, 'swav.queue_start': 0, steps: 500 },
      },
      'healthy',
      'Healthy: 96.0% unique (ε 0.5), 78.0% in use. The queue is never used: its first step is 625, and the run has 500.',
    ],
    [
      'joint prototypes with a learning rate of 0',
      { unique: 1, used: 0.3, uniformity: -3.9, config: { prototype_lr_multiplier: 0 } },
      'still',
      'Prototype learning rate 0: 100% unique (ε 0.5) because the prototypes do not move.',
    ],
    [
      'an update of the encoder only',
      { unique: 1, used: 0.3, uniformity: -3.9, config: { update: 'encoder' } },
      'still',
      'Encoder only: 100% unique (ε 0.5) because prototypes are not updated.',
    ],
    [
      'an older file, without agreement',
      { unique: 0.97, used: Number.NaN, agreed: Number.NaN },
      'unseen',
      'No collapse: 97.0% unique (ε 0.5). Usage was not measured.',
    ],
    [
      'CARP spherical',
      { prototypes: 'spherical', unique: 0.721, used: 0.999 },
      'some-duplicates',
      'Partly collapsed: 27.9% of prototypes are duplicates (ε 0.5).',
    ],
    // --method dino --momentum_teacher 0.99 --prototype_lr_multiplier 10 --mnist.held_out validation, seed 1
    [
      'DINO joint, whose teacher turns over 2.5 times',
      {
        unique: 1,
        used: 0.256,
        perplexity: 0.959,
        lnK: Math.log(512),
        losses: [6.114, 6.143, 5.974],
        knn: [0.608, 0.82],
      },
      'not-started',
      'Not started: the loss is near ln K and assignments are even, so 100% unique (ε 0.5) proves nothing.',
    ],
    // the same with the default momentum, 0.96
    [
      'DINO joint, whose teacher turns over 10 times',
      {
        unique: 0.982,
        used: 0.324,
        perplexity: 0.805,
        lnK: Math.log(512),
        losses: [6.114, 6.143, 5.495],
        knn: [0.608, 0.833],
      },
      'half-used',
      'No collapse so far: 98.2% unique (ε 0.5), 32.4% agreed by both views.',
    ],
    [
      'joint iBOT, whose features are no better than untrained ones',
      { unique: 0.958, used: 0.6, knn: [0.749, 0.743] },
      'healthy',
      'No collapse: 95.8% unique (ε 0.5), 60.0% in use. But features are worse than untrained: k-NN 74.3% against 74.9%.',
    ],
    [
      'SwAV whose assignments are too soft (ε 1, temperature 1)',
      {
        unique: 1,
        used: 0.83,
        perplexity: 1,
        lnK: Math.log(512),
        losses: [6.242, 6.24, 6.239, 6.239, 6.238, 6.238],
      },
      'uniform',
      'Not learning: the loss is stuck at ln K, the loss of uniform predictions.',
    ],
    [
      'DINO without a centre, at teacher temperature 0.01',
      {
        unique: 0.525,
        used: 0.004,
        perplexity: 0.004,
        lnK: Math.log(512),
        losses: [5.81, 1.04, 0.475, 0.312],
      },
      'one-hot',
      'Assignments collapsed: nearly every image goes to the same 2 prototypes, and the loss is 5.0% of ln K.',
    ],
    [
      'CARP joint at its tenth step',
      { unique: 1, used: 0.395, step: 10, losses: [2.736, 2.682] },
      'early',
      'Too early to tell: 100% unique so far (ε 0.5). Usage needs 50 steps.',
    ],
    [
      'prototypes that have died',
      { unique: 0.02, used: 0.02, dead: 0.9 },
      'dead',
      '90.0% of prototypes are dead (zero or non-finite).',
    ],
    ['an untrained lane', { unique: 1, used: 0, step: 0 }, 'untrained', 'Untrained: 100% unique (ε 0.5).'],
    [
      'a loss that is not a number',
      { unique: 1, used: 0.5, losses: [2.7, Number.NaN] },
      'not-finite',
      'Training diverged: a number is NaN or infinite.',
    ],
    [
      'few dimensions, where random directions are no more unique',
      { unique: 0.3, used: 0.9, random: 0.31, range: [0.29, 0.33] },
      'healthy',
      'No collapse: 30.0% unique (ε 0.5; like random, 31.0%), 90.0% in use.',
    ],
  ])('of %s', (_, numbers, finding, says) => {
    const verdict = readLane(runOf(numbers), HALF);
    expect(verdict.says).toBe(says);
    expect(verdict.finding).toBe(finding);
  });

  it('is short before the first report, and names the number that paused the lane', () => {
    const run = runOf({ unique: 1, used: 0.9 });
    expect(readLane({ history: EMPTY_HISTORY, snapshots: [], step: 0 }, HALF).finding).toBe('waiting');
    expect(readLane(run, HALF, 'NaN in the loss')).toMatchObject({
      finding: 'not-finite',
      evidence: ['NaN in the loss'],
    });
  });

  it('names its numbers', () => {
    expect(readLane(runOf({ unique: 0.242, used: 0.1, agreed: 0.09, inUse: 0.014 }), HALF).evidence).toEqual([
      '1.4% in use (agreed and unique)',
      '10.0% used (last 6,400 rows)',
      'views agree on 60.0% of images (2.0% by chance)',
      'loss (consistency) 2.75 → 1.59; uniform would be ln 16 = 2.77',
      'k-NN 83.6% (untrained 63.4%)',
    ]);
  });

  it('likens prototypes to random directions only within the range of their draws', () => {
    const beside = (unique: number) =>
      readLane(runOf({ unique, used: 0.9, random: 0.735, range: [0.705, 0.768] }), HALF);
    expect(beside(0.71).says).toMatch(/71.0% unique \(ε 0\.5; like random, 73.5%\)/);
    expect(beside(0.7).says).toMatch(/70.0% unique \(ε 0\.5; close to random, 73.5%\)/);
    expect(beside(0.78).says).toMatch(/78.0% unique \(ε 0\.5; more than random, 73.5%\)/);
    expect(beside(0.7).evidence[0]).toBe('random baseline 73.5% (70.5% to 76.8% over 20 draws)');
  });

  it('warns where much more is in use than the embeddings are diverse', () => {
    const beside = (inUse: number, diversity: number) =>
      readLane(runOf({ unique: 1, used: 0.9, agreed: 0.8, inUse, diversity }), HALF);
    expect(beside(0.72, 0.018)).toMatchObject({
      finding: 'narrow',
      says: 'In use but narrow: 100% unique (ε 0.5), 72.0% in use. Embedding diversity is only 1.8%.',
    });
    expect(beside(0.72, 0.018).evidence).toContain('embedding diversity 1.8%');
    // as much as the embeddings hold, and a handful of prototypes
    expect(beside(0.72, 0.3).finding).toBe('healthy');
    expect(beside(0.03, 0.002).finding).toBe('healthy');
    // duplicates are the worse finding, and have the number beside them
    const duplicates = readLane(runOf({ unique: 0.2, used: 0.9, inUse: 0.2, diversity: 0.02 }), HALF);
    expect(duplicates.finding).toBe('duplicates');
    expect(duplicates.evidence).toContain('embedding diversity 2.0%');
  });

  it('does not call a loss stuck that crosses ln K', () => {
    const crossing = {
      unique: 1,
      used: 0.9,
      perplexity: 0.5,
      lnK: Math.log(512),
      losses: [6.6, 6.4, 6.3, 6.25, 6.2, 6.1],
    };
    expect(readLane(runOf(crossing), HALF).finding).toBe('healthy');
  });

  it('does not call targets one-hot for a low loss with every prototype in use', () => {
    const sure = { unique: 1, used: 0.9, perplexity: 0.9, lnK: Math.log(512), losses: [6.2, 0.3] };
    expect(readLane(runOf(sure), HALF).finding).toBe('healthy');
  });

  it('calls a run begun once its loss has left ln K, its shares differ, or its prototypes have merged', () => {
    const idle = { unique: 1, used: 0.9, perplexity: 0.96, lnK: Math.log(512), losses: [6.2, 6.0] };
    const finding = (numbers: Partial<Numbers>) => readLane(runOf({ ...idle, ...numbers }), HALF).finding;
    expect(finding({})).toBe('not-started');
    expect(finding({ losses: [6.2, 5.7] })).toBe('healthy');
    expect(finding({ perplexity: 0.89 })).toBe('healthy');
    expect(finding({ unique: 0.3 })).toBe('duplicates');
    expect(finding({ unique: 0.7 })).toBe('some-duplicates');
    expect(finding({ prototypes: 'fixed' })).toBe('still');
    expect(finding({ step: 40 })).toBe('early');
    expect(finding({ lnK: Number.NaN })).toBe('healthy');
  });

  it('knows prototypes that settings held, though an EMA teacher rounds them anew at each step', () => {
    const rounded = (config: RunConfig, course?: Course): LaneRun => {
      const run = runOf({ unique: 1, used: 0.9, config });
      const { steps } = run.history.uniformity;
      const values = steps.map((step) => -3.261271571475146 + 1e-8 * Math.sin(step));
      const held = { ...run, history: { ...run.history, uniformity: { steps, values } } };
      return course ? { ...held, started: run.config ?? {}, course } : held;
    };
    const finding = (run: LaneRun) => readLane(run, HALF).finding;
    for (const config of [{ freeze_prototypes: 500 }, { prototype_lr_multiplier: 0 }, { update: 'encoder' }])
      expect(finding(rounded(config))).toBe('still');
    // settings that let prototypes move at any time are no reason
    expect(finding(rounded({}))).toBe('healthy');
    expect(finding(rounded({ prototypes: 'decoupled', freeze_prototypes: 500 }))).toBe('healthy');
    const change = { step: 100, key: 'prototype_lr_multiplier', value: 10 };
    const moved = { changes: [change, { ...change, step: 200, value: 0 }], byHand: [] };
    expect(finding(rounded({ prototype_lr_multiplier: 0 }, moved))).toBe('healthy');
  });

  it('measures use against the share that the window can reach', () => {
    const run = runOf({ unique: 1, used: 0.09 });
    expect(readLane(run, HALF).finding).toBe('disused');
    expect(readLane(runOf({ unique: 1, used: 0.09, reach: 0.093 }), HALF).finding).toBe('healthy');
  });

  it('is never contradicted by the mark at which collapse began', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, (first, half, unique, random) => {
        const run = runOf({ unique, uniqueBefore: [first, half, half], used: 0.9, random });
        const { finding } = readLane(run, HALF);
        const collapsed = finding === 'duplicates' || finding === 'some-duplicates';
        if (onsetOf(run, HALF) !== undefined) expect(collapsed).toBe(true);
      }),
      { numRuns: 500 },
    );
    const kept = runOf({ prototypes: 'decoupled', unique: 0.93, uniqueBefore: [1, 0.96, 0.94], used: 0.9 });
    expect(onsetOf(kept, HALF)).toBeUndefined();
    expect(readLane(kept, HALF).finding).toBe('healthy');
  });

  it('says the step of a k-NN that is older', () => {
    const run = runOf({ unique: 0.3, used: 0.9 });
    const steps = run.history.knn.steps.map((step) => step - 99);
    const older = { ...run, history: { ...run.history, knn: { ...run.history.knn, steps } } };
    expect(readLane(run, HALF).evidence).toContain('k-NN 83.6% (untrained 63.4%)');
    expect(readLane(older, HALF).evidence).toContain('k-NN 83.6% at step 401 (untrained 63.4%)');
    const flat = runOf({ unique: 1, used: 0.9, knn: [0.634, 0.63] });
    const stale = { ...flat, history: { ...flat.history, knn: { ...flat.history.knn, steps } } };
    expect(readLane(stale, HALF).says).toContain('k-NN 63.0% at step 401 against 63.4%');
  });

  it('compares the first reports with untrained prototypes, until the random baseline is there', () => {
    const { baseline: _, ...run } = runOf({ unique: 0.62, used: 0.9, step: 4 });
    const unique = run.history.unique.map(({ steps, values }) => ({
      steps: [0, ...steps],
      values: [0.63, ...values],
    }));
    expect(readLane({ ...run, history: { ...run.history, unique } }, HALF).finding).toBe('early');
  });
});
