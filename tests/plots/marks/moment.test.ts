import { describe, expect, it } from 'vitest';
import { momentMarks } from '../../../src/plots/marks/moment.ts';

const INK = '#111111';
const BOX = { x: 40, y: 10, width: 300, height: 200 };
const moment = (left: number, top: number) => ({ left, top, label: 'began at step 65', color: '#123456' });

/** Places of the words, as [x, y, anchor]. */
const words = (svg: string) =>
  [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*?(text-anchor="end")?>/g)].map(([, x, y, end]) => [
    Number(x),
    Number(y),
    end === undefined ? 'start' : 'end',
  ]);

describe('marked moments', () => {
  it('have a dot on the line, and their words to the left of it', () => {
    const svg = momentMarks([moment(200, 50)], BOX, INK);
    expect(svg).toContain('<circle cx="200" cy="50" r="3.5" fill="#123456"/>');
    const [[x, y, anchor]] = words(svg);
    expect([x, anchor]).toEqual([192, 'end']);
    expect(y).toBeGreaterThan(50);
  });

  it('have their words to the right where the plot begins, and inside at its foot', () => {
    expect(words(momentMarks([moment(60, 50)], BOX, INK))[0]).toEqual([68, 64, 'start']);
    expect(words(momentMarks([moment(200, 209)], BOX, INK))[0]?.[1]).toBeLessThanOrEqual(210);
  });

  it('of one step that would meet say so once, with the number of lanes', () => {
    const six = Array.from({ length: 6 }, (_, i) => moment(200, 50 + 3 * i));
    const svg = momentMarks(six, BOX, INK);
    expect(svg.match(/<circle /g)).toHaveLength(6);
    expect(words(svg)).toHaveLength(1);
    expect(svg).toContain(`fill="${INK}" text-anchor="end">began at step 65: 6 lanes<`);
  });

  it('of one step keep words of their own where lines are far apart', () => {
    const svg = momentMarks([moment(200, 50), moment(200, 120)], BOX, INK);
    expect(svg.match(/>began at step 65</g)).toHaveLength(2);
  });

  it.each([20, 120, 205])(
    'of different steps do not write over each other, nor outside the plot, at %d px',
    (top) => {
      const many = Array.from({ length: 6 }, (_, i) => ({
        ...moment(200 + 2 * i, top),
        label: `began at step ${65 + i}`,
      }));
      const heights = words(momentMarks(many, BOX, INK)).map(([, y]) => Number(y));
      expect(heights).toHaveLength(6);
      for (const y of heights) expect(y > BOX.y && y <= BOX.y + BOX.height, String(y)).toBe(true);
      const sorted = heights.toSorted((a, b) => a - b);
      for (let i = 1; i < 6; i++) expect(sorted[i] - sorted[i - 1]).toBeGreaterThanOrEqual(12);
    },
  );

  it('far apart along the steps stand at their own heights', () => {
    const [first, second] = words(
      momentMarks([moment(320, 52), { ...moment(60, 50), label: 'early' }], BOX, INK),
    );
    expect([first[1], second[1]]).toEqual([64, 66]);
  });
});
