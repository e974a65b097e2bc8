import { describe, expect, test } from 'vitest';
import { USAGE_ROWS, windowSteps } from '../../src/base/usage-window.ts';
import { reach, WinnersWindow } from '../../src/metrics/winners-window.ts';

describe('window of winners', () => {
  test('holds rows, not steps: a winner counts until as many rows came after it', () => {
    const window = new WinnersWindow(4);
    const images = USAGE_ROWS / 4;
    const all = (k: number) => new Int32Array(2 * images).fill(k);
    window.push(all(2), images);
    window.push(all(0), images);
    expect(Array.from(window.members())).toEqual([1, 0, 1, 0]);
    window.push(all(0), images);
    expect(Array.from(window.members())).toEqual([1, 0, 0, 0]);
    expect(window.used()).toBe(1 / 4);
    expect(windowSteps(128)).toBe(50);
    expect(windowSteps(2 * USAGE_ROWS)).toBe(1);
  });

  test('tells never used from no longer used', () => {
    const window = new WinnersWindow(4);
    expect(window.neverUsed()).toBe(1);
    const images = USAGE_ROWS / 2;
    for (const k of [3, 1]) window.push(new Int32Array(2 * images).fill(k), images);
    expect(window.used()).toBe(1 / 4);
    expect(window.neverUsed()).toBe(1 / 2);
  });

  test('has shares of its rows, which are 0 before the first', () => {
    const window = new WinnersWindow(4);
    expect(Array.from(window.shares())).toEqual([0, 0, 0, 0]);
    window.push(Int32Array.of(3, 3), 1);
    window.push(Int32Array.of(0, 1), 1);
    expect(Array.from(window.shares())).toEqual([0.25, 0.25, 0, 0.5]);
  });

  test('copies its input, refuses a bad one and stays unchanged', () => {
    const window = new WinnersWindow(2);
    const winners = Int32Array.of(0, 0);
    window.push(winners, 1);
    winners.fill(1);
    expect(() => window.push(Int32Array.of(1, 2), 1)).toThrow(/Winner 2/);
    expect(() => window.push(Int32Array.of(1, 1, 1), 1)).toThrow(/3 winners do not fit 1 images/);
    expect(Array.from(window.members())).toEqual([1, 0]);
    expect(window.neverUsed()).toBe(1 / 2);
  });
});

test('reach of even assignments', () => {
  expect(reach(4, 0)).toBe(0);
  expect(reach(4, 1)).toBeCloseTo(1 / 4, 12);
  expect(reach(4, 2)).toBeCloseTo(1 - (3 / 4) ** 2, 12);
  expect(reach(65_536, USAGE_ROWS)).toBeCloseTo(0.093, 3);
});
