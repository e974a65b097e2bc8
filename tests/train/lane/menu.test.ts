import { expect, test } from 'vitest';
import { SHELVES } from '../../../src/base/catalogue.ts';
import { TroubleError } from '../../../src/base/errors.ts';
import { catalogue, checked, pick, runValues, valuesOf } from '../../../src/train/lane/menu.ts';

test('every pair that a paper ran is on the menu', () => {
  const ids = (shelf: (typeof SHELVES)[number]) => catalogue.shelves[shelf].map(({ id }) => id);
  for (const pair of Object.keys(catalogue.pairs)) {
    const [method, prototypes] = pair.split('+');
    expect(ids('method')).toContain(method);
    expect(ids('prototypes')).toContain(prototypes);
  }
});

test('an empty config picks the first part of every shelf, and their default values', () => {
  const config = checked({});
  const picked = pick(config);
  const parts = [picked.method, picked.estimator, picked.dataset, picked.encoder, picked.optimizer];
  expect(parts.map(({ id }) => id)).toEqual(SHELVES.map((shelf) => catalogue.shelves[shelf][0].id));
  expect(runValues(config).K).toBe(catalogue.run['K'].default);
  expect(valuesOf(config, picked.method.knobs, picked.method.id)).toEqual(
    Object.fromEntries(Object.entries(picked.method.knobs).map(([key, knob]) => [key, knob.default])),
  );
});

test.each([
  [{ method: 'ibot', encoder: 'conv' }, 'encoder'],
  [{ K: 18, 'carp.partition_size': 4 }, 'carp.partition_size'],
  [{ 'views.local_crops': 1 }, 'views.local_crops'],
])('%j is refused by the knob that would mend it', (given, knob) => {
  expect(() => checked(given)).toThrow(TroubleError);
  try {
    checked(given);
  } catch (thrown) {
    expect(thrown instanceof TroubleError && thrown.trouble.knob).toBe(knob);
  }
});
