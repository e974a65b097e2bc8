import { describe, expect, test } from 'vitest';
import { USAGE_ROWS } from '../../src/base/usage-window.ts';
import { perplexityOf, TargetsWindow } from '../../src/metrics/targets-window.ts';

describe('window of targets', () => {
  test('has perplexity 1 for even targets, 1 / K for a single prototype, and forgets old steps', () => {
    const targets = new TargetsWindow(4);
    const half = new Int32Array(USAGE_ROWS / 2);
    expect(targets.perplexity()).toBe(0);
    targets.push(half, Float32Array.of(1, 0, 0, 0));
    expect(targets.perplexity()).toBeCloseTo(1 / 4, 12);
    targets.push(half, Float32Array.of(0, 1, 0, 0));
    expect(targets.perplexity()).toBeCloseTo(2 / 4, 12);
    for (let step = 0; step < 2; step++) targets.push(half, Float32Array.of(0.25, 0.25, 0.25, 0.25));
    expect(targets.perplexity()).toBeCloseTo(1, 12);
  });

  test('counts the prototypes with the largest target of some row', () => {
    const targets = new TargetsWindow(4);
    const flat = Float32Array.of(1, 1, 1, 1);
    expect(targets.won()).toBe(0);
    targets.push(Int32Array.of(2, 2), flat);
    expect(targets.won()).toBe(1 / 4);
    targets.push(Int32Array.of(0, 1), flat);
    expect(targets.won()).toBe(3 / 4);
  });

  test('copies its inputs', () => {
    const targets = new TargetsWindow(2);
    const winners = Int32Array.of(0);
    const mean = Float32Array.of(1, 0);
    targets.push(winners, mean);
    winners[0] = 1;
    mean.fill(0.5);
    expect(targets.won()).toBe(1 / 2);
    expect(targets.perplexity()).toBeCloseTo(1 / 2, 12);
  });

  test('refuses bad input and stays unchanged', () => {
    const targets = new TargetsWindow(2);
    targets.push(Int32Array.of(0), Float32Array.of(1, 0));
    expect(() => targets.push(Int32Array.of(1, 2), Float32Array.of(1, 0))).toThrow(/Winner 2/);
    expect(() => targets.push(Int32Array.of(1), Float32Array.of(1))).toThrow(/mean assignment of 1/);
    expect(() => targets.push(Int32Array.of(1), Float32Array.of(NaN, 0))).toThrow(/NaN/);
    expect(targets.won()).toBe(1 / 2);
  });
});

test('perplexity of weights at any scale', () => {
  expect(perplexityOf([7, 7, 7, 7])).toBeCloseTo(1, 12);
  expect(perplexityOf([0, 3, 0, 3])).toBeCloseTo(1 / 2, 12);
  expect(perplexityOf([0, 0])).toBe(0);
});
