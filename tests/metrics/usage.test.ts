import { describe, expect, test } from 'vitest';
import { UsageWindow } from '../../src/metrics/usage.ts';

describe('usage window', () => {
  test('counts a winner for exactly as many steps as it has', () => {
    const usage = new UsageWindow(4, 3);
    const flat = Float32Array.from([1, 1, 1, 1]);
    usage.push(Int32Array.from([2, 2]), flat);
    for (let step = 0; step < 2; step++) {
      usage.push(Int32Array.from([0]), flat);
      expect(Array.from(usage.members())).toEqual([1, 0, 1, 0]);
    }
    usage.push(Int32Array.from([0]), flat);
    expect(Array.from(usage.members())).toEqual([1, 0, 0, 0]);
    expect(usage.used()).toBe(1);
  });

  test('has perplexity 1 for uniform use, 1 / K for a single prototype, and forgets old steps', () => {
    const usage = new UsageWindow(4, 2);
    expect(usage.perplexity()).toBe(0);
    usage.push(Int32Array.of(0), Float32Array.of(1, 0, 0, 0));
    expect(usage.perplexity()).toBeCloseTo(1 / 4, 12);
    usage.push(Int32Array.of(1), Float32Array.of(0, 1, 0, 0));
    expect(usage.perplexity()).toBeCloseTo(2 / 4, 12);
    for (let step = 0; step < 2; step++)
      usage.push(Int32Array.of(1), Float32Array.of(0.25, 0.25, 0.25, 0.25));
    expect(usage.perplexity()).toBeCloseTo(1, 12);
  });

  test('has shares of its assignments, which are 0 before the first', () => {
    const usage = new UsageWindow(4, 2);
    expect(Array.from(usage.shares())).toEqual([0, 0, 0, 0]);
    const flat = Float32Array.of(1, 1, 1, 1);
    usage.push(Int32Array.of(3, 3), flat);
    usage.push(Int32Array.of(0, 1), flat);
    expect(Array.from(usage.shares())).toEqual([0.25, 0.25, 0, 0.5]);
    usage.push(Int32Array.of(0, 1), flat);
    expect(Array.from(usage.shares())).toEqual([0.5, 0.5, 0, 0]);
  });

  test('copies its inputs', () => {
    const usage = new UsageWindow(2, 1);
    const winners = Int32Array.of(0);
    const mean = Float32Array.of(1, 0);
    usage.push(winners, mean);
    winners[0] = 1;
    mean.fill(0.5);
    usage.push(Int32Array.of(1), Float32Array.of(0, 1));
    expect(Array.from(usage.members())).toEqual([0, 1]);
    expect(usage.perplexity()).toBeCloseTo(1 / 2, 12);
  });

  test('refuses bad input and stays unchanged', () => {
    const usage = new UsageWindow(2);
    usage.push(Int32Array.of(0), Float32Array.of(1, 0));
    expect(() => usage.push(Int32Array.of(1, 2), Float32Array.of(1, 0))).toThrow(/winner 2/);
    expect(() => usage.push(Int32Array.of(1), Float32Array.of(1))).toThrow(/mean assignment of 1/);
    expect(() => usage.push(Int32Array.of(1), Float32Array.of(NaN, 0))).toThrow(/NaN/);
    expect(usage.used()).toBe(1);
  });
});
