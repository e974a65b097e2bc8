import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { arxivUrl, citedAs, PAPER_TITLE, PAPERS, type Paper } from '../../src/base/papers.ts';

const papers: readonly Paper[] = Object.values(PAPERS);
const SOURCES = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => `src/${name.replaceAll('\\', '/')}`);

it('has every paper once', () => {
  const ids = papers.flatMap(({ arxiv }) => arxiv ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(papers.map(citedAs)).size).toBe(papers.length);
});

it('gives the title of the paper that CITATION.cff, README and the page give', () => {
  expect(PAPER_TITLE.startsWith(`${PAPERS.arteaga.title}:`)).toBe(true);
  const citation = readFileSync('CITATION.cff', 'utf8');
  for (const text of [`"${PAPER_TITLE}"`, `arXiv:${PAPERS.arteaga.arxiv}`, arxivUrl(PAPERS.arteaga.arxiv)])
    expect(citation).toContain(text);
  expect(readFileSync('README.md', 'utf8')).toContain(arxivUrl(PAPERS.arteaga.arxiv));
});

it('is the one place with an arXiv id in code, and comments agree with it', () => {
  const comment = /([A-Z][^\s(]+(?: & [^\d(]+?| et al\.?)?) (\d{4}), arXiv (\d{4}\.\d{5})/gu;
  for (const path of SOURCES) {
    const text = readFileSync(path, 'utf8');
    for (const { authors, year, arxiv } of papers) {
      if (arxiv === undefined || !text.includes(arxiv) || path === 'src/base/papers.ts') continue;
      const said = [...text.matchAll(comment)].filter(([, , , id]) => id === arxiv);
      expect(text.split(arxiv).length - 1, `${path} says arXiv ${arxiv} beside its comment`).toBe(
        said.length,
      );
      for (const [, who, when] of said) expect([who, when], path).toEqual([authors, String(year)]);
    }
  }
});
