import { expect, it } from 'vitest';
import { winsVsStep } from '../../src/plots/wins-vs-step.ts';
import { JOINT } from './samples.ts';

const OPTIONS = { width: 400, height: 200, theme: 'light' } as const;
const share = { steps: [0, 5, 10], values: [0, 0.125, 0.25] };

it('shows the share beside an even one, and the step of the time machine', () => {
  const { svg, summary } = winsVsStep({ lane: JOINT, prototype: 7, share, K: 8, at: 5 }, OPTIONS);
  expect(svg).toContain('even share');
  expect(svg).toContain('step 5');
  expect(summary).toBe(
    'Usage of prototype 7 at step 10: prototype 7 25.0%; for reference: even share 12.5%.',
  );
});

it('leaves room for two even shares, however small the share is', () => {
  const none = { steps: [0, 5], values: [0, 0] };
  const { chart } = winsVsStep({ lane: JOINT, prototype: 0, share: none, K: 100 }, OPTIONS);
  expect(chart?.placeY(0.021)).toBeCloseTo(chart?.top ?? 0, 6);
});
