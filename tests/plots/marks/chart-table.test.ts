import { expect, it } from 'vitest';
import { chartTable } from '../../../src/plots/marks/chart-table.ts';
import { chart } from '../usage-chart.ts';

it('has a column for every line, and a row for every x at which one has a point', () => {
  const { head, rows, of } = chartTable(chart, 300);
  expect(head).toEqual([
    'step',
    'CARP · joint',
    'CARP · joint, perplexity',
    'CARP · decoupled',
    'CARP · decoupled, perplexity',
  ]);
  expect(of).toBe(rows.length);
  expect(rows.find(([x]) => x === '5')).toEqual(['5', '12.3%', '40.0%', '', '60.0%']);
  // one lane was measured there, the other not
  expect(rows.at(-1)).toEqual(['20', '5.0%', '20.0%', '', '']);
});

it('leaves out x off the axis', () => {
  const zoomed = chartTable({ ...chart, domain: [6, 30] }, 300);
  expect(zoomed.rows.map(([x]) => x)).toEqual(['10', '20']);
});

it('keeps evenly spaced rows of many, with both ends, and says how many there are', () => {
  const xs = Array.from({ length: 1000 }, (_, i) => i);
  const line = { label: 'a', xs, ys: xs, color: '#000', dash: '' };
  const { rows, of } = chartTable({ ...chart, domain: [0, 999], lines: [line] }, 4);
  expect(rows.map(([x]) => x)).toEqual(['0', '333', '666', '999']);
  expect(of).toBe(1000);
});
