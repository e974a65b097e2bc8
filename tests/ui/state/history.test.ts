import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import {
  EMPTY_HISTORY,
  historyOf,
  historyUntil,
  namedSeries,
  record,
  seriesOf,
} from '../../../src/ui/state/history.ts';
import { measureAt } from '../played-lane.ts';

const history = [0, 1, 2].reduce((so, i) => record(so, measureAt(i, 5 * i, 20)), EMPTY_HISTORY);

describe('the history of a run', () => {
  it('has a point per report that carries the number', () => {
    expect(history.used.steps).toEqual([0, 5, 10]);
    expect(history.loss.steps).toEqual([5, 10]);
    expect(history.knn.steps).toEqual([0, 10]);
    expect(history.terms['entropy']).toEqual({ steps: [5, 10], values: [1, 1] });
  });

  it('gives the series of one ε, or the only one', () => {
    expect(seriesOf(history, 'unique', 2)).toBe(history.unique[2]);
    expect(seriesOf(history, 'used', 2)).toBe(history.used);
  });

  it('is cut after a step', () => {
    const early = historyUntil(history, 5);
    expect(early.used.steps).toEqual([0, 5]);
    expect(early.unique.map(({ steps }) => steps)).toEqual(EPSILONS.map(() => [0, 5]));
    expect(early.terms['entropy'].steps).toEqual([5]);
  });
});

describe('its names in files', () => {
  it('keep the order of older files', () => {
    expect(Object.keys(namedSeries(history))).toEqual([
      ...EPSILONS.map((epsilon) => `unique@${epsilon}`),
      ...EPSILONS.map((epsilon) => `usedAndUnique@${epsilon}`),
      ...['dead', 'used', 'perplexity', 'uniformity', 'loss', 'term.consistency', 'term.entropy'],
      ...['knn', 'purity', 'lr', 'momentum'],
      ...EPSILONS.map((epsilon) => `agreedAndUnique@${epsilon}`),
      ...['wonBalanced', 'neverUsed', 'agreed', 'agreement', 'agreementChance'],
      ...['occupied', 'occupiedPerplexity', 'purityShuffled', 'adjustedMutualInformation'],
      ...['patchUsed', 'patchAgreed', ...EPSILONS.map((epsilon) => `patchUnique@${epsilon}`)],
    ]);
  });

  it('read back as the history', () => {
    expect(historyOf(namedSeries(history))).toEqual(history);
    expect(historyOf({ ...namedSeries(history), unknown: { steps: [0], values: [1] } })).toEqual(history);
    expect(historyOf({})).toEqual(EMPTY_HISTORY);
  });
});
