import { describe, expect, it } from 'vitest';
import { TroubleError } from '../../../src/base/errors.ts';
import { type CurvesData, curves } from '../../../src/plots/marks/curves.ts';
import type { PlotOptions } from '../../../src/plots/marks/frame.ts';
import type { Line } from '../../../src/plots/marks/line.ts';

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

  it('leaves zero out on a log axis, where equal factors are equally far apart', () => {
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

  it('says what will appear while it is empty', () => {
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

  it('names lines at their ends, or in a legend when asked or when they do not fit', () => {
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

  it('refuses lines of unequal coordinates, and invalid sizes', () => {
    expect(() => curves(chart([line([0, 1], [0])]), OPTIONS)).toThrow(TroubleError);
    expect(() => curves(chart([]), { ...OPTIONS, width: Number.NaN })).toThrow(/A plot of NaN by 260 px/);
  });
});
