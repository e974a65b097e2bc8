import { lab } from 'd3-color';
import { describe, expect, it } from 'vitest';
import { TroubleError } from '../../../src/base/errors.ts';
import { axisScale } from '../../../src/plots/marks/axis.ts';
import { type CurvesData, curves } from '../../../src/plots/marks/curves.ts';
import { endLabels } from '../../../src/plots/marks/end-labels.ts';
import type { PlotOptions } from '../../../src/plots/marks/frame.ts';
import { laneStroke } from '../../../src/plots/marks/lane.ts';
import type { Line } from '../../../src/plots/marks/line.ts';
import { textWidth, wrap } from '../../../src/plots/marks/text.ts';
import { INKS, readable } from '../../../src/plots/marks/theme.ts';
import { DECOUPLED, JOINT, SWAV } from '../samples.ts';

const OPTIONS: PlotOptions = { width: 420, height: 260, theme: 'light' };

function line(xs: number[], ys: number[], label = 'a line'): Line {
  return { label, xs, ys, color: '#e7298a', dash: '' };
}

function chart(lines: Line[], more: Partial<CurvesData> = {}): CurvesData {
  return { name: 'A quantity', x: { label: 'Step' }, y: { label: 'Value' }, lines, ...more };
}

/** Commands (M or L) of every path of an SVG. */
function commands(svg: string): string[] {
  return [...svg.matchAll(/ d="([^"]*)"/g)].map(([, d]) => d.replace(/[^ML]/g, ''));
}

describe('curves', () => {
  it('draws a value that is not finite as a gap', () => {
    const { svg, summary } = curves(chart([line([0, 1, 2, 3, 4, 5], [1, 2, Number.NaN, 4, 5, 6])]), OPTIONS);
    expect(commands(svg)).toEqual(['MLMLL']);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(summary).toBe('A quantity at step 5: a line 6.');
  });

  it('shows a lone point between gaps', () => {
    const { svg } = curves(chart([line([0, 1, 2], [Number.NaN, 2, Number.NaN])]), OPTIONS);
    expect(commands(svg)).toEqual(['ML']);
  });

  it('has no place for zero on a log axis, and equal steps for equal factors', () => {
    const data = chart([line([0, 1, 10, 100], [1, 1, 2, 3])], {
      x: { label: 'Step (log)', log: true, domain: [1, 100] },
    });
    const { svg } = curves(data, OPTIONS);
    expect(commands(svg)).toEqual(['MLL']);
    const [a, b, c] = [...(/ d="([^"]*)"/.exec(svg)?.[1] ?? '').matchAll(/[ML]([\d.]+) /g)].map(([, x]) =>
      Number(x),
    );
    expect(c - b).toBeCloseTo(b - a, 1);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('says what will appear when there is nothing yet', () => {
    const { svg, summary } = curves(chart([line([], [])], { empty: 'Points appear later.' }), OPTIONS);
    expect(svg).toContain('Points appear later.');
    expect(commands(svg)).toEqual([]);
    expect(summary).toBe('A quantity: nothing measured yet.');
  });

  it('escapes names', () => {
    const { svg } = curves(chart([line([0, 1], [0, 1], 'a<b & "c"')], { y: { label: '<script>' } }), {
      ...OPTIONS,
      title: '</svg>',
      caption: "d's",
    });
    expect(svg).toContain('a&lt;b &amp; &quot;c&quot;');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toContain('<script>');
    expect(svg.match(/<\/svg>$/)).not.toBeNull();
    expect(svg.match(/<svg/g)?.length).toBe(svg.match(/<\/svg>/g)?.length);
  });

  it('names lines at their ends, in a legend when asked or when there is no room', () => {
    const two = chart([line([0, 1], [0, 1], 'first'), line([0, 1], [1, 0], 'second')]);
    const swatches = (svg: string) => svg.match(/stroke-width="2"\/>/g)?.length ?? 0;
    const atEnds = curves(two, OPTIONS).svg;
    const inLegend = curves(two, { ...OPTIONS, legend: true }).svg;
    expect(swatches(inLegend)).toBe(swatches(atEnds) + 2);
    const many = chart(Array.from({ length: 20 }, (_, i) => line([0, 1], [i, i], `line ${i}`)));
    expect(swatches(curves(many, { ...OPTIONS, height: 280 }).svg)).toBe(20);
  });

  it('leaves the names to the summary in a plot too small for them', () => {
    const { svg, summary } = curves(chart([line([0, 1], [0, 1], 'first')]), {
      ...OPTIONS,
      width: 160,
      height: 120,
    });
    expect(svg).not.toContain('>first<');
    expect(summary).toContain('first 1');
  });

  it('refuses lines with unequal coordinates, and sizes that are no sizes', () => {
    expect(() => curves(chart([line([0, 1], [0])]), OPTIONS)).toThrow(TroubleError);
    expect(() => curves(chart([]), { ...OPTIONS, width: Number.NaN })).toThrow(/a plot of NaN by 260 px/);
  });
});

describe('axisScale', () => {
  it('covers the finite values with a round domain', () => {
    const scale = axisScale({ label: '' }, [0.13, Number.NaN, 8.7], [0, 100], 5);
    expect(scale.domain).toEqual([0, 10]);
    expect(scale.place(5)).toBe(50);
  });

  it('writes shares as per cent', () => {
    const scale = axisScale({ label: '', percent: true, domain: [0, 1] }, [], [0, 100], 5);
    expect(scale.ticks.map((tick) => tick.label)).toEqual(['0', '20', '40', '60', '80', '100']);
  });
});

describe('endLabels', () => {
  const label = (y: number) => ({ text: 'name', color: '#000000', x: 100, y });

  it('moves labels apart and keeps their order', () => {
    const svg = endLabels([label(50), label(51), label(49)], 100, 60, [0, 200]) ?? '';
    const ys = [...svg.matchAll(/<text x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(ys).toHaveLength(3);
    expect(ys[1] - ys[0]).toBeGreaterThanOrEqual(13);
    expect(ys[2] - ys[1]).toBeGreaterThanOrEqual(13);
  });

  it('keeps them within the room, and says when it cannot', () => {
    const svg = endLabels([label(99), label(98)], 100, 60, [0, 100]) ?? '';
    const ys = [...svg.matchAll(/<text x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y));
    expect(Math.max(...ys)).toBeLessThanOrEqual(100);
    expect(endLabels([label(1), label(2), label(3)], 100, 60, [0, 30])).toBeUndefined();
  });
});

describe('text', () => {
  it('wraps at words and cuts a word that is too wide', () => {
    expect(wrap('one two three', 10, textWidth('one two', 10))).toEqual(['one two', 'three']);
    expect(wrap('incomprehensibilities', 10, 50)[0]).toMatch(/^incomp.*…$/);
  });
});

describe('laneStroke', () => {
  const lanes = [JOINT, DECOUPLED, SWAV, { ...JOINT, id: 4 }, { ...JOINT, id: 5, prototypes: 'fixed' }];

  it('takes the paper’s colours, dash for coupling, and lightness for twins', () => {
    const strokes = lanes.map((lane) => laneStroke(lane, lanes));
    expect(strokes[0]).toEqual({ color: '#e7298a', dash: '' });
    expect(strokes[1].color).toBe('#e6ab02');
    expect(strokes[1].dash).not.toBe('');
    expect(strokes[4].dash).not.toBe(strokes[1].dash);
    expect(new Set(strokes.map((stroke) => stroke.color)).size).toBe(lanes.length);
  });

  it('keeps six twins apart, spherical and mixture among them', () => {
    for (const method of ['dino', 'carp', 'swav', 'another'])
      for (const prototypes of ['joint', 'decoupled', 'fixed']) {
        const six = [1, 2, 3, 4, 5, 6].map((id) => ({ ...JOINT, id, method, prototypes }));
        if (prototypes === 'decoupled') six[1] = { ...six[1], prototypes: 'spherical' };
        const lightness = six.map((lane) => lab(laneStroke(lane, six).color).l).sort((a, b) => a - b);
        for (let i = 1; i < 6; i++) expect(lightness[i] - lightness[i - 1]).toBeGreaterThan(4);
      }
  });

  it('has a colour for a method it does not know', () => {
    expect(laneStroke({ ...JOINT, method: 'koleo' }, []).color).toMatch(/^#[0-9a-f]{6}$/);
  });
});

describe('readable', () => {
  it('darkens yellow on white, lightens on dark, and leaves what is readable', () => {
    expect(readable('#e6ab02', 'light')).not.toBe('#e6ab02');
    expect(readable('#e6ab02', 'dark')).toBe('#e6ab02');
    expect(readable(INKS.light.ink, 'light')).toBe(INKS.light.ink);
  });
});
