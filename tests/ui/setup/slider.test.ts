import { describe, expect, it } from 'vitest';
import { knobsOf } from '../../../src/base/config.ts';
import { accepts, type NumberKnob } from '../../../src/base/knobs.ts';
import { catalogue } from '../../../src/train/lane/menu.ts';
import { positionOf, slides, travelOf, valueAt } from '../../../src/ui/setup/slider.ts';

const numbers = [...knobsOf(catalogue)].filter(
  (entry): entry is [string, NumberKnob] => entry[1].kind === 'number' && slides(entry[1]),
);

describe('a slider', () => {
  it.each(numbers)('of %s gives accepted values, in ascending order, from end to end', (_, knob) => {
    const travel = travelOf(knob);
    const values = Array.from({ length: travel + 1 }, (_, position) => valueAt(knob, position));
    for (const value of values) expect(accepts(knob, value), String(value)).toBe(true);
    for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThan(values[i - 1]);
    expect([values[0], values.at(-1)]).toEqual([knob.min, knob.max]);
  });

  it.each(numbers)('of %s stands at the position of its value', (_, knob) => {
    for (let position = 0; position <= travelOf(knob); position++)
      expect(Math.abs(positionOf(knob, valueAt(knob, position)) - position)).toBeLessThanOrEqual(1);
  });

  it('moves through K by powers of two', () => {
    const K = numbers.find(([key]) => key === 'K');
    expect(K).toBeDefined();
    if (K) expect(valueAt(K[1], positionOf(K[1], 512) + 1)).toBe(1024);
  });

  it('is not drawn for a seed', () => {
    const seed = knobsOf(catalogue).get('seed');
    expect(seed?.kind === 'number' && slides(seed)).toBe(false);
  });
});
