import {
  type Arbitrary,
  array,
  assert,
  constant,
  constantFrom,
  dictionary,
  double,
  integer,
  oneof,
  option,
  property,
  record,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../../../src/base/epsilons.ts';
import type { Baseline, Measure } from '../../../../src/base/messages.ts';
import { EMPTY_HISTORY, record as recorded } from '../../../../src/ui/state/history.ts';
import type { LaneRun } from '../../../../src/ui/state/lane-state.ts';
import { FINDINGS, readLane } from '../../../../src/ui/understand/verdict/verdict.ts';
import { NO_RESULTS } from '../../../numbers.ts';
import { measureAt } from '../../played-lane.ts';
import { atEach, HALF, runOf } from './run-of.ts';

describe('for any numbers', () => {
  const any = oneof(
    double(),
    double({ min: 0, max: 1 }),
    constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1),
  );
  const shares = oneof(array(any, { maxLength: 8 }), constant(EPSILONS.map(() => 0.5)));
  const terms = dictionary(constantFrom('consistency', 'cross-entropy', 'KL to uniform'), any);
  const measures = record({
    step: integer({ min: 0, max: 2000 }),
    loss: option(any, { nil: undefined }),
    terms,
    unique: shares,
    agreedAndUnique: shares,
    agreed: any,
    neverUsed: any,
    agreement: any,
    agreementChance: any,
    dead: any,
    used: any,
    perplexity: any,
    knn: option(any, { nil: undefined }),
    share: option(any, { nil: undefined }),
    prototypes: constantFrom('joint', 'decoupled', 'fixed', 'spherical', 'clustering'),
    K: oneof(integer({ min: 1, max: 65536 }), any),
    lnK: any,
    random: any,
    diversity: option(any, { nil: undefined }),
    epsilon: integer({ min: 0, max: HALF }),
  });

  type Given = typeof measures extends Arbitrary<infer T> ? T : never;
  const readAny = (given: Given) => {
    const { loss, share, knn, prototypes, K, lnK, random, diversity, epsilon, ...numbers } = given;
    const latest: Measure = {
      ...measureAt(1, 1, 500),
      ...numbers,
      ...(loss === undefined ? {} : { loss }),
      ...(knn === undefined ? {} : { knn }),
      ...(share === undefined ? {} : { census: { share } }),
    };
    const base = runOf({ unique: 1, used: 1 });
    const run: LaneRun = {
      ...base,
      config: { ...base.config, prototypes, K },
      baseline: {
        ...(base.baseline as Baseline),
        lnK,
        uniqueRandom: EPSILONS.map(() => random),
        uniqueRandomLow: EPSILONS.map(() => random),
        uniqueRandomHigh: EPSILONS.map(() => random),
      },
      snapshots: [latest],
      history: recorded(EMPTY_HISTORY, latest),
      ...(diversity !== undefined && { summary: { ...NO_RESULTS, embeddingDiversity: atEach(diversity) } }),
    };
    return { verdict: readLane(run, epsilon), latest, prototypes, epsilon, random };
  };

  it('a lane has one verdict, in whole words', () => {
    assert(
      property(measures, (given) => {
        const { verdict } = readAny(given);
        expect(FINDINGS).toContain(verdict.finding);
        for (const text of [verdict.says, ...verdict.evidence]) {
          expect(text.length).toBeGreaterThan(3);
          expect(text.replace('a number is NaN or infinite', '')).not.toMatch(
            /NaN|undefined|Infinity|-\d+%|\[object/,
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('a verdict never contradicts its own numbers', () => {
    assert(
      property(measures, (given) => {
        const { verdict, latest, prototypes, epsilon, random } = readAny(given);
        const { finding, says } = verdict;
        const clamped = (value: number) => Math.min(1, Math.max(0, Number.isFinite(value) ? value : 1));
        const unique = clamped(latest.unique[epsilon]);
        const lost = latest.loss !== undefined && !Number.isFinite(latest.loss);
        expect(finding === 'not-finite').toBe(lost);
        if (finding === 'healthy') {
          expect(unique).toBeGreaterThanOrEqual(0.9 * clamped(random) - 1e-9);
          expect(says).not.toMatch(/duplicates/);
        }
        if (/unique \(ε [\d.]+\), /.test(says)) expect(unique).toBeGreaterThanOrEqual(0.9);
        if (finding === 'duplicates') expect(says).not.toMatch(/100% unique/);
        if (/like random/.test(says)) expect(unique).toBeCloseTo(clamped(random), 9);
        if (/duplicates/.test(says)) expect(unique).toBeLessThan(0.9);
        if (/^(Unique|Healthy|No collapse)/.test(says)) expect(says).not.toMatch(/duplicates|dead|uniform/);
        if (/^Control/.test(says)) expect(prototypes).toBe('fixed');
        if (finding === 'disused') expect(latest.used).toBeLessThan(0.2);
        if (/although the loss/.test(says)) expect(says).not.toMatch(/ln K/);
      }),
      { numRuns: 2000 },
    );
  });
});
