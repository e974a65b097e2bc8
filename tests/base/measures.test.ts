import { expect, it } from 'vitest';
import { headingAt, inSentence, namesOf } from '../../src/base/measure-row.ts';
import { CURVES, inOrder, MEASURES, measureRow, PANELS, RESULTS } from '../../src/base/measures.ts';
import { GLOSSARY, TERM_IDS } from '../../src/ui/words/glossary.ts';

it('has every measure once, in messages, files and headings', () => {
  const names = MEASURES.flatMap(namesOf);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(MEASURES.map(({ title }) => title)).size).toBe(MEASURES.length);
});

it('names only terms of the glossary, by the words of their titles', () => {
  for (const { term, title, numbers } of MEASURES) {
    const id = TERM_IDS.find((each) => each === term);
    if (numbers) expect(id, title).toBeDefined();
    if (id && numbers) expect(GLOSSARY[id].words).toContain(inSentence(title));
  }
});

it('draws only measures with a curve beside a curve', () => {
  for (const { panel } of PANELS)
    if (panel.thin) expect(CURVES.map(({ id }): string => id)).toContain(panel.thin);
});

it('gives shares a unit, and all measured numbers but losses and controls a direction', () => {
  for (const { scale, unit } of MEASURES) if (scale === 'share') expect(unit).toMatch(/%/);
  const neither = RESULTS.filter(({ better }) => better === 'neither').map(({ id }) => id);
  expect(neither).toEqual(['wonBalanced', 'agreementChance', 'purityShuffled', 'perplexity', 'loss']);
});

it('puts the ε into the heading of a measure per ε', () => {
  const [unique, used] = [measureRow('unique'), measureRow('used')];
  expect(headingAt(unique.title, unique, 0.5)).toBe('Unique at ε 0.5');
  expect(headingAt(used.title, used, 0.5)).toBe('Used');
  expect(namesOf(unique)).toContain('unique@0.025');
  expect([inSentence('Used and unique'), inSentence('k-NN')]).toEqual(['used and unique', 'k-NN']);
});

it('puts the named rows first and keeps the order of the others', () => {
  const rows = [measureRow('unique'), measureRow('used'), measureRow('knn')];
  expect(inOrder(rows, ['knn']).map(({ id }) => id)).toEqual(['knn', 'unique', 'used']);
});
