import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY } from '../../../../src/ui/state/history.ts';
import { readLane } from '../../../../src/ui/understand/verdict/verdict.ts';
import { HALF, type Numbers, runOf } from './run-of.ts';

describe('a verdict', () => {
  // README: seed 1 of each lane, after 500 steps, at ε 0.5; losses from the same runs
  it.each<[string, Numbers, string, string]>([
    [
      'CARP joint',
      { unique: 0.242, used: 0.1, agreed: 0.09, inUse: 0.014 },
      'copies',
      '76 % of the prototypes are copies at ε 0.5; the loss looks healthy.',
    ],
    [
      'CARP decoupled',
      { prototypes: 'decoupled', unique: 0.969, used: 0.045, losses: [2.707, 2.467, 1.731] },
      'disused',
      'Unique, but only 5 % are used: the others never won an image, and so never moved.',
    ],
    [
      'CARP fixed',
      { prototypes: 'fixed', unique: 1, used: 0.068, losses: [2.623, 1.876] },
      'still',
      'Fixed prototypes: 100 % unique at ε 0.5 by construction, whatever the encoder learns.',
    ],
    [
      'SwAV joint',
      { unique: 0.061, used: 0.963, lnK: Math.log(512), losses: [6.538, 5.966, 4.731] },
      'copies',
      '94 % of the prototypes are copies at ε 0.5; the loss looks healthy.',
    ],
    [
      'DINO joint',
      { unique: 1, used: 0.256, lnK: Math.log(512), losses: [6.114, 6.143, 5.5] },
      'half-used',
      'Unique, and 26 % are agreed by both views of some image.',
    ],
    [
      'DINO decoupled',
      { prototypes: 'decoupled', unique: 0.975, used: 0.033 },
      'disused',
      'Unique, but only 3 % are used: the others never won an image, and so never moved.',
    ],
    [
      'SwAV decoupled, whose prototypes win by noise',
      { prototypes: 'decoupled', unique: 0.998, used: 0.5, agreed: 0.03, agreement: [0.029, 0.011] },
      'noisy',
      'Unique, but both views of an image win only 3 %: two views of an image agree in 3 %, by chance 1 %.',
    ],
    [
      'decoupled prototypes that won once and no longer do',
      { prototypes: 'decoupled', unique: 0.97, used: 0.05, never: 0.6 },
      'disused',
      'Unique, but only 5 % are used: 60 % never won an image, and 35 % no longer do.',
    ],
    [
      'joint prototypes that win for both views',
      { unique: 0.96, used: 0.9, agreed: 0.8, inUse: 0.78 },
      'healthy',
      'Unique and in use: 96 % unique at ε 0.5, 78 % in use.',
    ],
    [
      'joint prototypes that are frozen',
      { unique: 1, used: 0.3, uniformity: -3.9, config: { freeze_prototypes: 600 } },
      'still',
      'Prototypes are frozen so far: 100 % unique at ε 0.5 by construction, whatever the encoder learns.',
    ],
    [
      'joint prototypes with a learning rate of 0',
      { unique: 1, used: 0.3, uniformity: -3.9, config: { prototype_lr_multiplier: 0 } },
      'still',
      'Prototypes have a learning rate of 0: 100 % unique at ε 0.5 by construction, whatever the encoder learns.',
    ],
    [
      'an encoder that advances alone',
      { unique: 1, used: 0.3, uniformity: -3.9, config: { update: 'encoder' } },
      'still',
      'The encoder alone advances, and prototypes stand still: 100 % unique at ε 0.5 by construction, whatever the encoder learns.',
    ],
    [
      'an older file, without agreement',
      { unique: 0.97, used: Number.NaN, agreed: Number.NaN },
      'unseen',
      'Unique: 97 % unique at ε 0.5. Whether images use them was not measured.',
    ],
    [
      'CARP spherical',
      { prototypes: 'spherical', unique: 0.721, used: 0.999 },
      'some-copies',
      '28 % of the prototypes are copies at ε 0.5.',
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
      'The prototypes have not started: the loss is still near ln K and every prototype gets about the same share, so 100 % unique says nothing.',
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
      'Unique, and 32 % are agreed by both views of some image.',
    ],
    [
      'joint iBOT, whose features are no better than untrained ones',
      { unique: 0.958, used: 0.6, knn: [0.749, 0.743] },
      'healthy',
      'Unique and in use: 96 % unique at ε 0.5, 60 % in use. Yet the features are no better than untrained ones.',
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
      'The loss sits at ln K: targets are uniform.',
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
      'One-hot targets: every image gets the same 2 prototypes, and the loss is all but gone.',
    ],
    [
      'CARP joint at its tenth step',
      { unique: 1, used: 0.395, step: 10, losses: [2.736, 2.682] },
      'early',
      'Too early to say: 100 % are unique at ε 0.5 so far, and use needs 50 steps.',
    ],
    [
      'prototypes that have died',
      { unique: 0.02, used: 0.02, dead: 0.9 },
      'dead',
      '90 % of the prototypes are dead: they have no direction.',
    ],
    [
      'an untrained lane',
      { unique: 1, used: 0, step: 0 },
      'untrained',
      'Untrained: 100 % of the prototypes are unique at ε 0.5.',
    ],
    [
      'a loss that is not a number',
      { unique: 1, used: 0.5, losses: [2.7, Number.NaN] },
      'not-finite',
      'A number is no longer finite: what follows would mean nothing.',
    ],
    [
      'few dimensions, where random directions are no more unique',
      { unique: 0.3, used: 0.9, random: 0.31, range: [0.29, 0.33] },
      'healthy',
      'As unique as random directions, and in use: 30 % unique at ε 0.5, 90 % in use.',
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
      '1 % in use (agreed and unique)',
      '10 % used by some view',
      'views agree in 60 %, by chance 2 %',
      'consistency 1.592, at first 2.748',
      'ln 16 is 2.773',
      'k-NN 84 %, untrained 63 %',
    ]);
  });

  it('likens prototypes to random directions only within the range of their draws', () => {
    const beside = (unique: number) =>
      readLane(runOf({ unique, used: 0.9, random: 0.735, range: [0.705, 0.768] }), HALF);
    expect(beside(0.71).says).toMatch(/^As unique as random directions, and in use/);
    expect(beside(0.7).says).toMatch(/^Almost as unique as random directions, and in use/);
    expect(beside(0.78).says).toMatch(/^More unique than random directions, and in use/);
    expect(beside(0.7).evidence[0]).toBe('random directions 74 % (71 % to 77 % in 20 draws)');
  });

  it('warns where much more is in use than the embeddings are diverse', () => {
    const beside = (inUse: number, diversity: number) =>
      readLane(runOf({ unique: 1, used: 0.9, agreed: 0.8, inUse, diversity }), HALF);
    expect(beside(0.72, 0.018)).toMatchObject({
      finding: 'narrow',
      says: 'Unique, and 72 % in use, but the embeddings are narrow: of as many, only 2 % lie that far apart.',
    });
    expect(beside(0.72, 0.018).evidence).toContain('embedding diversity 2 %');
    // as much as the embeddings hold, and a handful of prototypes
    expect(beside(0.72, 0.3).finding).toBe('healthy');
    expect(beside(0.03, 0.002).finding).toBe('healthy');
    // copies are the worse finding, and have the number beside them
    const copies = readLane(runOf({ unique: 0.2, used: 0.9, inUse: 0.2, diversity: 0.02 }), HALF);
    expect(copies.finding).toBe('copies');
    expect(copies.evidence).toContain('embedding diversity 2 %');
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
    expect(finding({ unique: 0.3 })).toBe('copies');
    expect(finding({ unique: 0.7 })).toBe('some-copies');
    expect(finding({ prototypes: 'fixed' })).toBe('still');
    expect(finding({ step: 40 })).toBe('early');
    expect(finding({ lnK: Number.NaN })).toBe('healthy');
  });

  it('measures use against the share that the window can reach', () => {
    const run = runOf({ unique: 1, used: 0.09 });
    expect(readLane(run, HALF).finding).toBe('disused');
    expect(readLane(runOf({ unique: 1, used: 0.09, reach: 0.093 }), HALF).finding).toBe('healthy');
  });
});
