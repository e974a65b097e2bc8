import { readFileSync } from 'node:fs';
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../../src/train/lane/menu.ts';
import { pairOf } from '../../../../src/ui/understand/source/pair.ts';
import { sourceFile } from '../../../../src/ui/understand/source/source-files.ts';
import { TYPESETTING } from '../../../../src/ui/words/Equations.tsx';

const SHELVES = ['method', 'prototypes'] as const;
const parts = SHELVES.flatMap((shelf) => catalogue.shelves[shelf].map((part) => ({ shelf, part })));
const MOST_LINES = 120;

describe.each(parts)('$shelf $part.id', ({ shelf, part }) => {
  it('has equations that KaTeX can read, each with an explanation', () => {
    expect(part.equations?.length).toBeGreaterThan(0);
    for (const { tex, says } of part.equations ?? []) {
      expect(() => katex.renderToString(tex, { displayMode: true, strict: 'error' }), tex).not.toThrow();
      expect(katex.renderToString(tex, TYPESETTING)).toContain('<math');
      expect(katex.renderToString(tex, TYPESETTING)).not.toContain('katex-error');
      expect(says).toMatch(/^[^\\$]+\.$/);
    }
  });

  it('shows the file that defines it unchanged, with its papers on top', () => {
    const file = sourceFile(shelf, part.id);
    expect(file?.path).toMatch(/^src\/(methods|prototypes)\/[a-z0-9-]+\.ts$/);
    expect(file?.text).toBe(readFileSync(new URL(`../../../../${file?.path}`, import.meta.url), 'utf8'));
    expect(file?.text.split('\n').length).toBeLessThanOrEqual(MOST_LINES);
    for (const { arxiv } of part.papers) expect(file?.text).toContain(arxiv ?? part.papers[0].title);
    for (const { tex } of part.equations ?? []) expect(file?.text).toContain(tex);
  });
});

it('says where CAPI and its clustering depart from their authors’ code, in sentences', () => {
  const departures = parts.flatMap(({ part }) => part.departures ?? []);
  expect(parts.filter(({ part }) => part.departures).map(({ part }) => part.id)).toEqual([
    'capi',
    'clustering',
  ]);
  expect(new Set(departures).size).toBe(departures.length);
  for (const departure of departures) expect(departure).toMatch(/^[A-Z].+\.$/);
});

it('shows no file for an unknown part', () => {
  expect(sourceFile('method', 'joint')).toBeUndefined();
  expect(new Set(parts.map(({ shelf, part }) => sourceFile(shelf, part.id)?.path)).size).toBe(parts.length);
});

it('leaves unreadable TeX as text', () => {
  expect(katex.renderToString('\\frac{a', TYPESETTING)).toContain('\\frac{a');
});

describe('pairOf', () => {
  const pair = (method: string, prototypes: string) => pairOf({ method, prototypes }, catalogue);
  it('names the paper that ran a pair', () => {
    expect(pair('carp', 'decoupled')).toBe('Published: Arteaga et al. 2026.');
  });
  it.each([
    ['swav', 'decoupled', 'Our combination: we know of no paper that ran it.'],
    ['dino', 'spherical', 'Our combination: we know of no paper that ran it.'],
    ['carp', 'fixed', 'Control: not a method.'],
  ])('says that no paper ran %s with %s prototypes', (method, prototypes, says) => {
    expect(pair(method, prototypes)).toBe(says);
  });
});
