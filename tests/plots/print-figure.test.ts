import { describe, expect, it } from 'vitest';
import { PRINT_CM, type PrintWidth, printFigure, printSizes } from '../../src/plots/print-figure.ts';
import { ring } from '../../src/plots/ring.ts';
import { measured } from './measured.ts';
import { curve, DECOUPLED, JOINT, RUNS, someAngles } from './samples.ts';
import { expectSvgFile } from './svg-file.ts';

const POINTS_PER_CM = 72 / 2.54;

function printed(of: PrintWidth, lanes: number): string {
  const sizes = printSizes(of, lanes);
  const light = { theme: 'light' } as const;
  const angles = someAngles(64, 'even');
  const rings = Array.from({ length: of === 'page' ? lanes : 0 }, (_, i) => ({
    title: `Lane ${i + 1}`,
    svg: ring({ angles, count: 64 }, { ...light, ...sizes.ring }).svg,
  }));
  const data = {
    lanes: [
      { lane: JOINT, series: curve(RUNS['carp joint'], 'unique@0.5') },
      { lane: DECOUPLED, series: curve(RUNS['carp decoupled'], 'unique@0.5') },
    ],
  };
  const unique = measured('unique', data, { ...light, ...sizes.curve });
  return printFigure({ rings, curves: [unique.svg, unique.svg] }, of);
}

/** Sizes in cm and in px of the layout. */
function sizeOf(svg: string): { width: number; height: number; across: number; down: number } {
  const root = /^<svg [^>]*width="([\d.]+)cm" height="([\d.]+)cm" viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg);
  const [width, height, across, down] = (root ?? []).slice(1).map(Number);
  return { width, height, across, down };
}

describe.each(['column', 'page'] as const)('a figure for a %s', (of) => {
  it.each([1, 2, 3, 6])('of %i lanes has its width in cm, and type of 7 pt or more', (lanes) => {
    const svg = printed(of, lanes);
    const { width, height, across, down } = sizeOf(svg);
    expect(width).toBe(PRINT_CM[of]);
    // a picture is not stretched, and fits on a page of A4
    expect(height / width).toBeCloseTo(down / across, 3);
    expect(height).toBeLessThan(24);
    const type = [...svg.matchAll(/font-size="([\d.]+)"/g)].map(
      ([, px]) => ((Number(px) * width) / across) * POINTS_PER_CM,
    );
    expect(type.length).toBeGreaterThan(10);
    expect(Math.min(...type)).toBeGreaterThanOrEqual(7);
    // 7 pt to the eye too: no part is scaled down
    const parts = [
      ...svg.matchAll(/<svg x="[^"]*" y="[^"]*" width="([\d.]+)"[^>]* viewBox="\S+ \S+ ([\d.]+)/g),
    ];
    expect(parts.length).toBeGreaterThanOrEqual(2);
    for (const [, placed, own] of parts) expect(placed).toBe(own);
    // the font of a PDF has no bold
    expect(svg).not.toContain('font-weight');
  });

  it('looks as it did', () => {
    expectSvgFile(`print-${of}`, printed(of, 2).replace(/base64,[^"]*/g, 'base64,'));
  });
});

it('the plots stand below each other in a column, and side by side across a page', () => {
  const places = (of: PrintWidth) =>
    [...printed(of, 2).matchAll(/<svg x="([\d.]+)" y="([\d.]+)"[^>]*font-family/g)].map(([, x, y]) => [
      +x,
      +y,
    ]);
  const [above, below] = places('column').slice(-2);
  expect(below[0]).toBe(above[0]);
  expect(below[1]).toBeGreaterThan(above[1] + printSizes('column', 2).curve.height);
  const [left, right] = places('page').slice(-2);
  expect(right[1]).toBe(left[1]);
  expect(right[0]).toBeGreaterThan(left[0] + printSizes('page', 2).curve.width);
});
