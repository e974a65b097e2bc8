import { describe, expect, it } from 'vitest';
import { printCaption, printSvg } from '../../../src/ui/share/print-file.ts';
import { reduce } from '../../../src/ui/state/reduce.ts';
import { reported, trained } from '../trained.ts';

const axes = ['Distance threshold ε (1 − cosine)', 'Unique prototypes at ε 0.5 (% of K)'];

describe('a figure for print', () => {
  it('in a column has both plots of unique prototypes, with the lanes named', () => {
    const svg = printSvg(trained(), 'column');
    expect(svg).toMatch(/^<svg [^>]*width="8\.5cm"/);
    for (const text of [...axes, 'joint', 'decoupled']) expect(svg).toContain(text);
    expect(svg).not.toContain('<image');
  });

  it.each([1, 3, 6])('across a page also has the ring of each of %i lanes', (count) => {
    const svg = printSvg(reported(count), 'page');
    expect(svg).toMatch(/^<svg [^>]*width="17\.5cm"/);
    for (const text of axes) expect(svg).toContain(text);
    // small rings have no colour bar
    expect(svg.match(/preserveAspectRatio="none"/g)?.length).toBeGreaterThanOrEqual(count);
  });
});

describe('the caption of a figure for print', () => {
  it('says what is where, then every changed setting, seeds and commit', () => {
    const text = printCaption(trained(), 'page', 'http://x/#K=64');
    for (const part of [
      'Figure, 17.5 cm wide.',
      'Top: prototypes of each lane in their PCA plane at step 20',
      'Bottom left: unique prototypes by ε at step 20.',
      'Bottom right: unique prototypes by step at ε 0.5.',
      'Lane 1, changed settings: steps = 20; seed = 1.',
      `commit ${__COMMIT__}`,
      'Setup: http://x/#K=64',
    ])
      expect(text).toContain(part);
  });

  it('names the step that the page looks back to', () => {
    const { state } = reduce(trained(), { type: 'lookAt', step: 5 });
    expect(printCaption(state, 'column', '')).toContain('Top: unique prototypes by ε at step 5.');
  });
});
