import { describe, expect, it } from 'vitest';
import { endLabels } from '../../../src/plots/marks/end-labels.ts';

describe('endLabels', () => {
  const label = (y: number) => ({ text: 'name', color: '#000000', x: 100, y });

  it('moves labels apart and keeps their order', () => {
    const svg = endLabels([label(50), label(51), label(49)], 100, 60, [0, 200])?.svg ?? '';
    const ys = [...svg.matchAll(/<text x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(ys).toHaveLength(3);
    expect(ys[1] - ys[0]).toBeGreaterThanOrEqual(13);
    expect(ys[2] - ys[1]).toBeGreaterThanOrEqual(13);
  });

  it('says where each label is, in the order given', () => {
    const spans = endLabels([label(50), label(90), label(10)], 100, 60, [0, 200])?.spans ?? [];
    expect(spans.map(([top, bottom]) => (top + bottom) / 2)).toEqual([50, 90, 10]);
  });

  it('keeps them within their range, and is undefined when they do not fit', () => {
    const svg = endLabels([label(99), label(98)], 100, 60, [0, 100])?.svg ?? '';
    const ys = [...svg.matchAll(/<text x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(Math.max(...ys)).toBeLessThanOrEqual(100);
    expect(endLabels([label(1), label(2), label(3)], 100, 60, [0, 30])).toBeUndefined();
  });
});
