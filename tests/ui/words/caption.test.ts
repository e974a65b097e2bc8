import { expect, it } from 'vitest';
import { laneCaptions } from '../../../src/ui/words/caption.ts';
import { SMALL } from '../small-catalogue.ts';
import { reported } from '../trained.ts';

it('names what distinguishes the lanes, once', () => {
  const { lanes } = reported(3);
  const configs: readonly object[] = [{ K: 64 }, { 'decoupled.eta': 0.5 }, {}];
  const apart = lanes.map((lane, i) => ({
    ...lane,
    run: { ...lane.run, config: { ...lane.run.config, ...configs[i] } },
  }));
  const [first, second, third] = laneCaptions(apart, SMALL);
  expect(first).toContain('K 64');
  expect(first).not.toContain('η');
  expect(second).toMatch(/seed 1, η 0.5$/);
  expect(third).toMatch(/seed 1, η 0.99$/);
  expect(laneCaptions(lanes, undefined)).toEqual(['', '', '']);
});
