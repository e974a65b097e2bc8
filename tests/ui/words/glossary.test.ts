import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knobsOf } from '../../../src/base/config.ts';
import { headingAt } from '../../../src/base/measure-row.ts';
import { MEASURES } from '../../../src/base/measures.ts';
import { catalogue } from '../../../src/train/lane/menu.ts';
import { curvePanels } from '../../../src/ui/figures/panels.ts';
import { newMemo } from '../../../src/ui/kit/memo.ts';
import { initial } from '../../../src/ui/state/reduce.ts';
import { ACT_WORDS } from '../../../src/ui/understand/algorithm/lane-algorithm.ts';
import { GLOSSARY, TERM_IDS, type TermId, termsIn } from '../../../src/ui/words/glossary.ts';

const found = (text: string) => termsIn(text).flatMap(({ term }) => (term === undefined ? [] : [term]));

const FILES = readdirSync('src/ui', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => `src/ui/${name.replaceAll('\\', '/')}`);

describe('the terms of a text', () => {
  it.each<[string, TermId[]]>([
    ['Used and unique at ε 0.5', ['usedAndUnique', 'epsilon']],
    ['Unique prototypes by ε', ['unique', 'epsilon']],
    ['Prototype purity', ['purity']],
    ['Prototypes in use at ε 0.5', ['prototype', 'inUse', 'epsilon']],
    ['Collapsed: 76% of prototypes are duplicates (ε 0.5).', ['prototype', 'epsilon']],
    ['Unused, reviewed, uniquely, disjoint, SK-NN', []],
    ['Not learning: the loss is stuck at ln K, the loss of uniform predictions.', ['lnK']],
    ['Sinkhorn ε', ['sinkhorn']],
    ['', []],
  ])('of "%s" are %o', (text, terms) => expect(found(text)).toEqual(terms));

  it('are marked once each, and the text stays complete', () => {
    for (const { hint } of knobsOf(catalogue).values()) {
      const stretches = termsIn(hint);
      expect(stretches.map(({ text }) => text).join('')).toBe(hint);
      const terms = found(hint);
      expect(new Set(terms).size).toBe(terms.length);
    }
  });
});

describe('the glossary', () => {
  it('defines each term in one to three sentences, with its source', () => {
    for (const id of TERM_IDS) {
      const { means, source, words } = GLOSSARY[id];
      expect(means).toMatch(/^[A-Z][^!]+\.$/);
      expect(means.length).toBeLessThan(200);
      expect(source.text).not.toBe('');
      // no definition by the word itself
      expect(found(means)).not.toContain(words[0] === 'dead prototypes' ? id : undefined);
    }
  });

  it('has every word once', () => {
    const words = TERM_IDS.flatMap((id) => GLOSSARY[id].words.map((word) => word.toLowerCase()));
    expect(new Set(words).size).toBe(words.length);
  });

  it('has exactly the terms that the page shows', () => {
    const shown = new Set<string>();
    const texts = [
      ...curvePanels(initial(2, 'cpu'), newMemo()).flatMap(({ name, note }) => [name, note]),
      ...MEASURES.flatMap((row) => (row.numbers ? [headingAt(row.title, row, 0.5)] : [])),
      ...Object.values(ACT_WORDS),
      ...[...knobsOf(catalogue).values()].map(({ hint }) => hint),
    ];
    for (const text of texts) for (const term of found(text)) shown.add(term);
    for (const path of FILES) {
      const source = readFileSync(path, 'utf8');
      for (const [, of] of source.matchAll(/<Term of="(\w+)"/g)) shown.add(of);
      for (const [, plain, made] of source.matchAll(/<Terms text=(?:"([^"]+)"|\{`([^`]+)`\})/g))
        for (const term of found(plain ?? made)) shown.add(term);
    }
    // whose sentences the page shows through Terms
    for (const path of FILES.filter((name) => /\/(verdict|tries|tour-stops)\.ts$/.test(name)))
      for (const [, plain, made] of readFileSync(path, 'utf8').matchAll(/'([^'\n]+)'|`([^`]+)`/g))
        for (const term of found(plain ?? made)) shown.add(term);
    expect([...shown].sort()).toEqual([...TERM_IDS].sort());
  });
});
