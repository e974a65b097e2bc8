import { expect, it } from 'vitest';
import { fileWord, plotSvg } from '../../../src/ui/figures/plot-file.ts';

it('a saved plot grows with its caption', () => {
  const sizes: { width: number; height: number }[] = [];
  const draw = ({ width, height }: { width: number; height: number }) => {
    sizes.push({ width, height });
    return { svg: '', summary: '' };
  };
  plotSvg({ name: 'Loss', draw, aspect: 0.5, caption: 'Lane 1: CARP.' });
  plotSvg({ name: 'Loss', draw, aspect: 0.5, caption: 'Lane 1: CARP, joint prototypes.\n'.repeat(40) });
  expect(sizes[0].width).toBe(sizes[1].width);
  expect(sizes[1].height).toBeGreaterThan(sizes[0].height + 60);
});

it('file names are letters, digits and hyphens', () => {
  expect(fileWord('Unique prototypes at ε 0.5')).toBe('unique-prototypes-at-epsilon-0.5');
  expect(fileWord('../Angular density: CARP · joint, η 0.95.')).toBe('angular-density-carp-joint-0.95');
});
