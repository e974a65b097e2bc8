import { expect, it } from 'vitest';
import { columnsFigure } from '../../../src/plots/marks/columns.ts';
import { svgDocument } from '../../../src/plots/marks/frame.ts';

const plot = svgDocument(100, 50, '#ffffff', '');

it('letters the columns and wraps them into rows', () => {
  const columns = ['one', 'two', 'three'].map((label) => ({ plots: [plot, plot], label }));
  const svg = columnsFigure({ columns, caption: 'A caption' }, { column: 200, across: 2 });
  const names = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>(\([abc]\) \w+)</g)];
  expect(names.map(([, , , name]) => name)).toEqual(['(a) one', '(b) two', '(c) three']);
  const [first, second, third] = names.map(([, x, y]) => ({ x: Number(x), y: Number(y) }));
  expect(second).toEqual({ x: first.x + 220, y: first.y });
  expect(third.x).toBe(first.x);
  expect(third.y).toBeGreaterThan(first.y + 200);
  expect(svg).toContain('A caption');
});
