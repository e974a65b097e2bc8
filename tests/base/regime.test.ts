import { expect, test } from 'vitest';
import { type RegimeNumbers, regimeOf } from '../../src/base/regime.ts';

const lnK = Math.log(512);
const regime = (numbers: Partial<RegimeNumbers>) =>
  regimeOf({
    loss: 5.5,
    lnK,
    perplexity: 0.8,
    K: 512,
    unique: 1,
    random: 1,
    knn: 0.83,
    untrained: 0.68,
    ...numbers,
  });

// DINO on MNIST, seed 1, 500 steps, ten turns of the teacher unless said otherwise
test('a run stalls, learns, collapses or becomes one-hot', () => {
  // 2.5 turns, student temperature 0.1
  expect(regime({ loss: 5.974, perplexity: 0.959 })).toBe('stall');
  // student temperature 0.1
  expect(regime({ loss: 5.495, perplexity: 0.805, unique: 0.982 })).toBe('learn');
  // the same at 0.14
  expect(regime({ loss: 4.348, perplexity: 0.469, unique: 0.225 })).toBe('collapse');
  // without a centre, at teacher temperature 0.01
  expect(regime({ loss: 0.312, perplexity: 0.004, unique: 0.525 })).toBe('one-hot');
});

test('each limit counts alone', () => {
  expect(regime({ loss: 5.974, perplexity: 0.8 })).toBe('learn');
  expect(regime({ loss: 5.5, perplexity: 0.959 })).toBe('learn');
  expect(regime({ loss: 6.7, perplexity: 0.959 })).toBe('stall');
  expect(regime({ loss: 0.312, perplexity: 0.8 })).toBe('learn');
  expect(regime({ knn: 0.685 })).toBe('stall');
  expect(regime({ knn: 0.685, unique: 0.2 })).toBe('collapse');
  // in few dimensions random directions are no more unique
  expect(regime({ unique: 0.3, random: 0.31 })).toBe('learn');
});

test('numbers that are missing prove nothing', () => {
  const none = Number.NaN;
  expect(regime({ loss: none, perplexity: none, unique: none, knn: none })).toBe('learn');
});
