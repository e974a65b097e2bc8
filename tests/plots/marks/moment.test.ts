import { describe, expect, it } from 'vitest';
import { momentMarks } from '../../../src/plots/marks/moment.ts';

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
    const svg = momentMarks([moment(200, 50)], BOX);
    expect(svg).toContain('<circle cx="200" cy="50" r="3.5" fill="#123456"/>');
    const [[x, y, anchor]] = words(svg);
    expect([x, anchor]).toEqual([192, 'end']);
    expect(y).toBeGreaterThan(50);
  });

  it('have their words to the right where the plot begins, and inside at its foot', () => {
    expect(words(momentMarks([moment(60, 50)], BOX))[0]).toEqual([68, 64, 'start']);
    expect(words(momentMarks([moment(200, 209)], BOX))[0]?.[1]).toBeLessThanOrEqual(210);
  });

  it('do not write over each other', () => {
    const [first, second] = words(momentMarks([moment(200, 50), moment(210, 52)], BOX));
    expect(Number(second[1]) - Number(first[1])).toBeGreaterThanOrEqual(12);
  });
});
