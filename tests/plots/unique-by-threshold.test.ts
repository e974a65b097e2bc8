import { expect, it } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { uniqueByThreshold } from '../../src/plots/unique-by-threshold.ts';
import { DECOUPLED, JOINT } from './samples.ts';

const OPTIONS = { width: 560, height: 300, theme: 'light' } as const;
const flat = (share: number) => EPSILONS.map(() => share);

it('draws the range of seeds that differ as thin lines', () => {
  const alone = { lane: JOINT, mean: flat(0.5), min: flat(0.5), max: flat(0.5) };
  const several = { lane: DECOUPLED, mean: flat(0.8), min: flat(0.7), max: flat(0.9) };
  const { chart, summary } = uniqueByThreshold({ lanes: [alone, several] }, OPTIONS);
  expect(chart?.lines.map(({ label, faint = false }) => [label, faint])).toEqual([
    ['CARP · joint', false],
    ['', true],
    ['', true],
    ['CARP · decoupled', false],
  ]);
  expect(summary).toBe('Unique prototypes at ε 0.5: CARP · joint 50.0%, CARP · decoupled 80.0%.');
});

it('has the linear axis of the paper, from 0', () => {
  const { chart } = uniqueByThreshold({ lanes: [] }, OPTIONS);
  expect(chart?.domain).toEqual([0, 0.5]);
});
