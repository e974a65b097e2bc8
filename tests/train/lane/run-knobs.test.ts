import { expect, test } from 'vitest';
import { checked, runValues } from '../../../src/train/lane/menu.ts';
import { evaluatesAt, reportIndex, reportsAt } from '../../../src/train/lane/run-knobs.ts';

const run = (given: Readonly<Record<string, unknown>>) => runValues(checked(given));
const stepsOf = (values: ReturnType<typeof run>, at: typeof reportsAt) =>
  Array.from({ length: values.steps + 1 }, (_, step) => step).filter((step) => at(step, values));

test('a run reports at every step to 10, at every fifth to 100, and then as its knob says', () => {
  const values = run({ steps: 145, report_every: 20 });
  const found = stepsOf(values, reportsAt);
  expect(found.slice(0, 13)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20]);
  expect(found.slice(-4)).toEqual([100, 120, 140, 145]);
  // never more coarsely than the knob says
  expect(stepsOf(run({ steps: 14, report_every: 1 }), reportsAt)).toHaveLength(15);
});

test('the index of a report counts the scheduled ones up to it', () => {
  const values = run({ steps: 40, report_every: 10 });
  stepsOf(values, reportsAt).forEach((step, index) => {
    expect(reportIndex(step, values)).toBe(index);
  });
  // a step by hand between two of them
  expect(reportIndex(12, values)).toBe(reportIndex(10, values));
});

test('a run evaluates as often as its knob says, and at its end', () => {
  expect(stepsOf(run({ steps: 25, eval_every: 10 }), evaluatesAt)).toEqual([10, 20, 25]);
});
