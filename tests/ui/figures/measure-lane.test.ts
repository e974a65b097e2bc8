import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import { type CurveId, PANELS } from '../../../src/base/measures.ts';
import type { Baseline } from '../../../src/base/messages.ts';
import { measureLane } from '../../../src/ui/figures/measure-lane.ts';
import { EMPTY_HISTORY, record } from '../../../src/ui/state/history.ts';
import { type LaneRun, NO_RUN } from '../../../src/ui/state/lane-state.ts';
import { NO_BASELINE } from '../../numbers.ts';
import { measureAt } from '../played-lane.ts';

const LANE = { id: 1, label: 'A', method: 'carp', prototypes: 'joint' };
const BASELINE: Baseline = {
  ...NO_BASELINE,
  lnK: Math.log(512),
  uniqueRandom: EPSILONS.map((epsilon) => 1 - epsilon),
  uniqueRandomLow: EPSILONS.map((epsilon) => 0.9 - epsilon),
  uniqueRandomHigh: EPSILONS.map(() => 1),
  uniformityRandom: -3.9,
  knnUntrained: 0.6,
  usedReach: 1,
  agreedReach: 1,
};
const RUN: LaneRun = {
  ...NO_RUN,
  config: { K: 512 },
  history: [1, 2].reduce((history, i) => record(history, measureAt(i, 5 * i, 20)), EMPTY_HISTORY),
  baseline: BASELINE,
};

function laneOf(id: CurveId, run: LaneRun, epsilon = EPSILONS.length - 1) {
  const row = PANELS.find((each) => each.id === id);
  if (!row) throw new Error(`no panel ${id}`);
  return measureLane(row, run, LANE, epsilon);
}

describe('the part of a run in the plot of a measure', () => {
  it('has the curve and the baseline at the ε', () => {
    const { series, references } = laneOf('unique', RUN);
    expect(series).toBe(RUN.history.unique.at(-1));
    expect(references).toEqual([{ label: 'random baseline', value: 0.5, range: [0.4, 1] }]);
    expect(laneOf('unique', RUN, 0).references?.[0].value).toBe(0.999);
  });

  it('marks where collapse began, in the plot of unique prototypes alone', () => {
    // unique falls from a half to a third: a tenth of that is lost at the second report
    expect(laneOf('unique', RUN).moment).toEqual({ step: 10, label: 'began at step 10' });
    expect(laneOf('used', RUN).moment).toBeUndefined();
    expect(laneOf('unique', NO_RUN).moment).toBeUndefined();
  });

  it('has no references before they are measured', () => {
    const values = laneOf('knn', { ...NO_RUN, history: RUN.history }).references?.map(({ value }) => value);
    expect(values).toEqual([undefined, undefined]);
  });

  it('has its companion as a thinner line', () => {
    expect(laneOf('used', RUN).thin).toEqual([
      { name: 'won after balancing', series: RUN.history.wonBalanced },
    ]);
    expect(laneOf('uniformity', RUN).thin).toEqual([]);
  });
});

describe('the loss', () => {
  it('has its terms as thinner lines, if there are several', () => {
    expect(laneOf('loss', RUN).thin?.map(({ name }) => name)).toEqual(['consistency', 'entropy']);
    const [single] = Object.entries(RUN.history.terms);
    const history = { ...RUN.history, terms: Object.fromEntries([single]) };
    expect(laneOf('loss', { ...RUN, history }).thin).toEqual([]);
  });

  it('has the loss of uniform targets, over K or over a block if the softmax runs inside blocks', () => {
    const told = (run: LaneRun) =>
      laneOf('loss', run).references?.flatMap(({ label, value }) =>
        value === undefined ? [] : [[label, value]],
      );
    expect(told(RUN)).toEqual([['uniform targets (ln 512)', Math.log(512)]]);
    const inBlocks = { ...RUN, baseline: { ...BASELINE, lnK: Math.log(256) } };
    expect(told(inBlocks)).toEqual([['uniform targets (ln 256)', Math.log(256)]]);
    expect(told({ ...NO_RUN, history: RUN.history })).toEqual([]);
  });
});
