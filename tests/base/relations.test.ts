import { describe, expect, test } from 'vitest';
import { SHELVES } from '../../src/base/catalogue.ts';
import { contradictions, defaults, knobsOf } from '../../src/base/config.ts';
import { type Knob, wanted } from '../../src/base/knobs.ts';
import { catalogue, checked } from '../../src/train/lane/menu.ts';
import { retuned } from '../../src/train/session/live.ts';

/** Every relation between settings, with the parts that a config must pick for it. */
const RELATIONS = SHELVES.flatMap((shelf) =>
  catalogue.shelves[shelf].flatMap((part) =>
    (part.relations ?? []).map((relation) => ({
      ...relation,
      name: `${relation.left} must ${relation.must} ${relation.right}`,
      parts: { encoder: part.needs ? 'vit' : 'conv', [shelf]: part.id },
    })),
  ),
);

const knobs = knobsOf(catalogue);

function bounds(key: string): { readonly min: number; readonly max: number; readonly live: boolean } {
  const knob: Knob | undefined = knobs.get(key);
  if (!knob || !('min' in knob)) throw new Error(`${key} is no number: ${knob && wanted(knob)}`);
  return knob;
}

describe.each(RELATIONS)('$name', ({ left, must, right, parts }) => {
  const wrong =
    must === 'divide' ? { [left]: 7, [right]: 64 } : { [left]: bounds(left).max, [right]: bounds(right).min };

  test('holds for the defaults', () => {
    expect(contradictions({ ...defaults(catalogue), ...parts }, catalogue)).toEqual([]);
  });

  test('is checked before a start, naming both', () => {
    expect(() => checked({ ...parts, ...wrong })).toThrow(
      `${left} = ${wrong[left]} does not fit ${right} = ${wrong[right]}. ${left} must ${must} ${right}.`,
    );
  });

  test('binds nobody who has picked another part', () => {
    const [first] = catalogue.shelves.method;
    const other = { ...defaults(catalogue), method: first.id === 'carp' ? 'dino' : first.id, ...wrong };
    expect(contradictions({ ...other, encoder: 'mlp' }, catalogue)).toEqual([]);
  });
});

describe.each(RELATIONS.filter(({ left }) => bounds(left).live))('$name', ({ left, right, parts }) => {
  test('is checked when a running lane turns', () => {
    const running = checked({ ...parts, [left]: bounds(left).min, [right]: bounds(left).min });
    expect(() => retuned(running, left, bounds(left).max)).toThrow('does not fit');
    expect(retuned(running, right, bounds(right).max)).toMatchObject({ [right]: bounds(right).max });
  });
});

test('there are relations', () => {
  expect(RELATIONS.map(({ left }) => left)).toContain('ibot.mask_ratio_min');
});
