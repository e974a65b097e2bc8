import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../../../src/base/epsilons.ts';
import { EMPTY_HISTORY, record } from '../../../../src/ui/state/history.ts';
import type { LaneRun } from '../../../../src/ui/state/lane-state.ts';
import { pairVerdict } from '../../../../src/ui/understand/verdict/pair-verdict.ts';
import { measureAt } from '../../played-lane.ts';

const HALF = EPSILONS.length - 1;

function lane(label: string, unique: number, inUse: number, knn: number, step = 500) {
  const measure = {
    ...measureAt(2, step, 500),
    unique: EPSILONS.map(() => unique),
    agreedAndUnique: EPSILONS.map(() => inUse),
    knn,
  };
  const run: LaneRun = { history: record(EMPTY_HISTORY, measure), snapshots: [measure], step };
  return { label, run };
}

describe('two lanes compared', () => {
  const joint = lane('CARP · joint', 0.242, 0.01, 0.836);

  it.each([
    [0.969, 0.018, 0.814, 'more unique prototypes, about as many in use, worse features'],
    [0.969, 0.05, 0.84, 'more unique prototypes, more in use, equally good features'],
    [0.1, 0.01, 0.9, 'fewer unique prototypes, about as many in use, better features'],
  ])('unique %d, in use %d, k-NN %d: %s', (unique, inUse, knn, says) => {
    expect(pairVerdict(joint, lane('CARP · decoupled', unique, inUse, knn), HALF)).toContain(
      `CARP · decoupled against CARP · joint: ${says}. Unique`,
    );
  });

  it('names all three numbers of both', () => {
    expect(pairVerdict(joint, lane('CARP · decoupled', 0.969, 0.018, 0.814), HALF)).toMatch(
      /Unique 96\.9% against 24\.2% \(ε 0\.5\), in use 1\.8% against 1\.0%, k-NN 81\.4% against 83\.6%\. One seed\.$/,
    );
  });

  it('is silent while a number is missing, or the lanes stand at different steps', () => {
    expect(pairVerdict(joint, lane('other', 1, Number.NaN, 0.8), HALF)).toBeUndefined();
    expect(pairVerdict(joint, lane('other', 1, 0.1, 0.8, 490), HALF)).toBeUndefined();
    const { history, ...run } = joint.run;
    const unevaluated = { label: 'x', run: { ...run, history: EMPTY_HISTORY } };
    expect(pairVerdict(joint, unevaluated, HALF)).toBeUndefined();
    expect(history.knn.values).toHaveLength(1);
  });
});
