import { expect, it } from 'vitest';
import { TroubleError } from '../../../src/base/errors.ts';
import { svgDocument } from '../../../src/plots/marks/frame.ts';
import { nest } from '../../../src/plots/marks/nest.ts';

it('places a plot at its own aspect', () => {
  const { svg, height } = nest(svgDocument(200, 100, '#ffffff', '<g/>'), 10, 20, 50);
  expect(height).toBe(25);
  expect(svg).toMatch(/^<svg x="10" y="20" width="50" height="25" viewBox="0 0 200 100"/);
  expect(svg).toMatch(/<g\/><\/svg>$/);
});

it('refuses text that is not a plot', () => {
  expect(() => nest('<p>', 0, 0, 10)).toThrow(TroubleError);
});
