import { expect, test } from 'vitest';
import { type GridData, grid } from '../../src/plots/grid.ts';

const DATA: GridData = {
  title: 'A map',
  x: 'turns',
  y: 'gain: one over the other',
  panels: [
    {
      heading: 'Kind',
      cells: [
        { x: 10, y: 2, text: 'learn', kind: 1, note: '2 of 3' },
        { x: 2.5, y: 4, text: 'stall', kind: 0 },
      ],
    },
    {
      heading: 'Share (%)',
      cells: [
        { x: 10, y: 2, text: '84.1', shade: 1 },
        { x: 2.5, y: 4, text: '60.8', shade: 0 },
      ],
    },
  ],
  caption: 'Mean.',
};
const svg = grid(DATA, { width: 600 });
const texts = [...svg.matchAll(/<text x="([^"]*)" y="([^"]*)"[^>]*fill="([^"]*)"[^>]*>([^<]*)</g)].map(
  ([, x, y, fill, text]) => ({ x: Number(x), y: Number(y), fill, text }),
);
const find = (text: string) => texts.filter((each) => each.text === text);

test('a cell lies where its values are: larger ones right and up', () => {
  const [learn, stall] = [find('learn')[0], find('stall')[0]];
  expect(learn.x).toBeGreaterThan(stall.x);
  expect(learn.y).toBeGreaterThan(stall.y);
  expect(find('84.1')[0].x - find('60.8')[0].x).toBeCloseTo(learn.x - stall.x, 1);
  // empty places stay empty
  expect(svg.match(/<rect/g)?.length).toBe(1 + 4);
});

test('every panel has the ticks of x, and they share those of y', () => {
  expect(find('2.5').length).toBe(2);
  expect(find('4').length).toBe(1);
  expect(find('turns').length).toBe(2);
});

test('text stands out from its cell', () => {
  expect(find('84.1')[0].fill).not.toBe(find('60.8')[0].fill);
  expect(find('2 of 3')[0].fill).toBe(find('learn')[0].fill);
});
