import { expect, it } from 'vitest';
import { bars } from '../../../src/plots/marks/bars.ts';
import { DECOUPLED, JOINT, SWAV } from '../samples.ts';

const OPTIONS = { width: 300, height: 300, theme: 'light' } as const;
const of = (lane: typeof JOINT, mean: number) => ({ lane, mean, min: mean - 0.01, max: mean + 0.01 });
const draw = (...given: ReturnType<typeof of>[]) =>
  bars({ name: 'k-NN', axis: 'k-NN (%)', bars: given }, OPTIONS);

it('names the difference of exactly two bars', () => {
  expect(draw(of(JOINT, 0.7), of(DECOUPLED, 0.65)).svg).toContain('Δ = −5.0');
  expect(draw(of(JOINT, 0.7)).svg).not.toContain('Δ');
  expect(draw(of(JOINT, 0.7), of(DECOUPLED, 0.65), of(SWAV, 0.6)).svg).not.toContain('Δ');
});

it('has every mean in the summary', () => {
  expect(draw(of(JOINT, 0.7), of(DECOUPLED, 0.65)).summary).toBe(
    'k-NN: CARP · joint 70.0%, CARP · decoupled 65.0%.',
  );
});
