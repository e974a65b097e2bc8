import { expect, it } from 'vitest';
import { citedAs, PAPERS, type Paper } from '../../../src/base/papers.ts';
import { catalogue } from '../../../src/train/lane/menu.ts';
import { CITED, type Citation } from '../../../src/ui/words/citations.ts';

const cited: readonly Citation[] = Object.values(CITED);
const withUrl = cited.filter(({ url }) => url !== undefined);

it('has every source once, each by its own address', () => {
  expect(new Set(withUrl.map(({ url }) => url)).size).toBe(withUrl.length);
  for (const { url } of withUrl) expect(url).toMatch(/^https:\/\//);
});

it('agrees with the papers of the parts', () => {
  const papers: Paper[] = Object.values(catalogue.shelves).flatMap((parts) =>
    parts.flatMap((part) => part.papers),
  );
  for (const paper of [...papers, ...Object.values<Paper>(PAPERS)]) {
    const same = withUrl.find(({ url }) => paper.arxiv !== undefined && url?.endsWith(`/${paper.arxiv}`));
    if (same) expect(same.text).toBe(citedAs(paper));
  }
});
