import { expect, it } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import { beginningOf, beginnings } from '../../../src/ui/state/beginnings.ts';
import { captionText } from '../../../src/ui/words/caption.ts';
import { trained } from '../trained.ts';

const state = trained();
const [lane, other] = state.lanes;
/** Four prototypes at each report. At ε 0.5 the last two are one from the third report on; at others none are. */
const snapshots = lane.run.snapshots.map((measure, i) => ({
  ...measure,
  representatives: Uint16Array.from(
    EPSILONS.flatMap((epsilon) => [0, 1, 2, epsilon === 0.5 && i >= 2 ? 2 : 3]),
  ),
}));
const run = { ...lane.run, snapshots };

it('a run began where its curve and its reports say so, at each ε of its own', () => {
  expect(snapshots.map(({ step }) => step)).toEqual([0, 5, 10, 15, 20]);
  expect(beginningOf(run, 7)).toEqual({ onset: 5, merge: { step: 10, pair: [2, 3] } });
  expect(beginningOf(run, 3)).toEqual({ onset: 5, merge: undefined });
  expect(beginnings(run)).toEqual(
    EPSILONS.map((epsilon) => ({
      epsilon,
      onset: 5,
      ...(epsilon === 0.5 && { firstMerge: { step: 10, pair: [2, 3] } }),
    })),
  );
});

it('a run of which nothing is known began nowhere', () => {
  expect(beginnings({ history: { ...run.history, unique: [] }, snapshots: [] })).toEqual([]);
});

it('the caption names each lane’s first merged pair', () => {
  const lanes = [{ ...lane, run }, other];
  expect(captionText({ ...state, lanes }, 'x')).toContain(
    'First merged pair (ε 0.5): lane 1, prototypes 2 and 3, step 10.',
  );
  expect(captionText(state, 'x')).not.toContain('First merged');
});
