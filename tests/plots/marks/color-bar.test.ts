import { expect, it } from 'vitest';
import { colorBar } from '../../../src/plots/marks/color-bar.ts';
import { INKS } from '../../../src/plots/marks/theme.ts';

const drawn = (top: number, width = 200) => colorBar({ x: 10, y: 20, width }, top, '× mean', INKS.light);
const labels = (svg: string) => [...svg.matchAll(/>([^<>]+)</g)].map(([, text]) => text);

it('goes from 0 to the top, with a notch at 1', () => {
  const svg = drawn(2);
  expect(labels(svg)).toEqual(['0', '2 × mean']);
  const bar = svg.match(/<image x="([\d.]+)"[^>]*width="([\d.]+)"/);
  const [from, width] = [Number(bar?.[1]), Number(bar?.[2])];
  expect(from).toBeGreaterThan(10);
  expect(from + width).toBeLessThan(210);
  const notch = Number(svg.match(/<line x1="([\d.]+)"/)?.[1]);
  expect(notch).toBeCloseTo(from + width / 2, 1);
});

it('writes its top as short as it is told apart', () => {
  expect(labels(drawn(1.508))).toContain('1.51 × mean');
  expect(labels(drawn(14.263))).toContain('14.3 × mean');
});

it('leaves the shades out where there is no room for them', () => {
  expect(drawn(1.51, 80)).not.toContain('<image');
  expect(labels(drawn(1.51, 80))).toHaveLength(2);
});
