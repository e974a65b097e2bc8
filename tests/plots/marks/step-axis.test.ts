import { describe, expect, it } from 'vitest';
import { axisScale } from '../../../src/plots/marks/axis.ts';
import { stepAxis } from '../../../src/plots/marks/step-axis.ts';

const PLAIN = { logSteps: false, logValues: false };

describe('steps on a log scale', () => {
  it('show step 0, give most of the axis to the first hundred, and say so', () => {
    const axis = stepAxis([{ xs: [0, 500] }], 500, { ...PLAIN, logSteps: true });
    expect(axis.label).toContain('log scale');
    const scale = axisScale(axis, [], [0, 100], 5);
    expect(scale.place(0)).toBe(0);
    expect(scale.place(500)).toBeCloseTo(100, 9);
    expect(scale.place(100)).toBeCloseTo((100 * Math.log(101)) / Math.log(501), 9);
    expect(scale.ticks.map(({ label }) => label)).toEqual([
      '0',
      '1',
      '2',
      '5',
      '10',
      '20',
      '50',
      '100',
      '200',
      '500',
    ]);
    for (const step of [0, 1, 17, 499]) expect(scale.value(scale.place(step))).toBeCloseTo(step, 9);
  });

  it('have plain ticks in a short range', () => {
    const axis = stepAxis([{ xs: [0, 500] }], 500, { logSteps: true, logValues: false, range: [60, 90] });
    expect(axisScale(axis, [], [0, 100], 4).ticks.map(({ value }) => value)).toEqual([60, 70, 80, 90]);
  });
});
