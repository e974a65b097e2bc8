import { expect, test } from 'vitest';
import { figuresOf } from '../../src/reproduce/figures.ts';
import { expectSvgFile } from '../plots/svg-file.ts';
import { paperLike } from './made.ts';

const all = paperLike();
const figures = figuresOf(all);
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text);

test('the figures are the paper’s, one of use beside uniqueness for each group, and one for each sweep', () => {
  expect(figures.map(({ name }) => name)).toEqual([
    'figure-1',
    'figure-3a',
    'figure-3b',
    'beside-systems',
    'beside-koleo',
    'beside-multicrop',
    'beside-controls',
    'beside-dino-collapse',
    'beside-unique-and-used',
    'sensitivity-eta',
    'sensitivity-beta',
    'sensitivity-k',
    'sensitivity-longtail',
    'turns-gain',
  ]);
});

test('Figure 1 has a ring and a density for each system, on one scale, lettered', () => {
  const { svg } = figures[0];
  // a density and its colour bar for each system
  expect(svg.match(/<image /g)?.length).toBe(10);
  expect(texts(svg).filter((text) => text.startsWith('('))).toEqual([
    '(a) DINO',
    '(b) DINO + KP',
    '(c) DINOv2',
    '(d) CARP',
    '(e) CARP + Dec.',
  ]);
  expect(texts(svg).filter((text) => text === '−π').length).toBe(5);
});

test('Figure 3 has the paper’s ticks, a line for each system with its range, and Δ', () => {
  const [a, b] = [figures[1].svg, figures[2].svg];
  for (const text of ['0.025', '0.1', '0.25', '0.5', 'DINO', 'DINO + Dec.', 'CARP', 'CARP + Dec.'])
    expect(texts(a)).toContain(text);
  expect(texts(b)).toContain('Δ = +2.0');
  expectSvgFile('figure-3b', b);
});

test('uniqueness stands beside use, embedding diversity, purity and k-NN', () => {
  const shown = texts(figures[3].svg);
  for (const text of ['Used', 'Prototype purity', 'k-NN', 'SwAV', '25.0', '75.0'])
    expect(shown).toContain(text);
  expectSvgFile('beside-systems', figures[3].svg);
});

test('an empty table gives no figure', () => {
  expect(figuresOf({ ...all, rows: [] })).toEqual([]);
});
