import { expect, it } from 'vitest';
import { dots } from '../../../src/plots/marks/dots.ts';
import { DECOUPLED, JOINT } from '../samples.ts';

const exact = (mean: number) => ({ mean, min: mean, max: mean });

it('has a dot and a number for every finite mean', () => {
  const rows = [
    { lane: JOINT, dots: [exact(0.25), exact(Number.NaN)] },
    { lane: DECOUPLED, dots: [{ mean: 0.5, min: 0.4, max: 0.6 }, exact(1)] },
  ];
  const svg = dots({ title: 'Use', panels: ['Unique', 'Used'], rows, caption: 'A caption' }, { width: 600 });
  expect(svg.match(/<circle/g)).toHaveLength(3);
  for (const text of ['25.0', '50.0', '100.0', 'CARP · joint', 'CARP · decoupled', 'A caption'])
    expect(svg).toContain(text);
  expect(svg).not.toContain('NaN');
});
