import { expect, it } from 'vitest';
import { axisScale } from '../../../src/plots/marks/axis.ts';
import { bandPath } from '../../../src/plots/marks/range-band.ts';

const x = axisScale({ label: 'x', domain: [1, 100], log: true }, [], [0, 200], 3);
const y = axisScale({ label: 'y', domain: [0, 1] }, [], [100, 0], 3);

it('goes along the highs and back along the lows', () => {
  const path = bandPath(
    { xs: [1, 10, 100], lows: [0, 0.5, 0.5], highs: [0.5, 1, 1], color: '#888888' },
    x,
    y,
  );
  expect(path).toContain('d="M0 50L100 0L200 0L200 50L100 50L0 100Z"');
});

it('leaves out what a scale cannot place, and is nothing when too little is left', () => {
  const gap = bandPath({ xs: [0, 10, 100], lows: [0, 0.5, 0.5], highs: [0.5, 1, 1], color: '#888888' }, x, y);
  expect(gap).toContain('d="M100 0L200 0L200 50L100 50Z"');
  expect(bandPath({ xs: [10], lows: [0], highs: [1], color: '#888888' }, x, y)).toBe('');
});
