import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PAPER_BIBTEX, toolBibtex } from '../../src/export/bibtex.ts';

const file = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const citation = file('CITATION.cff');
const [software, paper] = citation.split('preferred-citation:');

/** An entry's fields, by name; values without their outer braces, spaces folded. */
function fields(bibtex: string): Record<string, string> {
  const found = [...bibtex.matchAll(/^ {2}(\w+) += \{([\s\S]*?)\},?$/gm)];
  return Object.fromEntries(found.map(([, name, value]) => [name, value.replace(/\s+/g, ' ')]));
}

const inCff = (text: string, key: string) =>
  [...text.matchAll(new RegExp(`^[ -]*${key}: "?(.*?)"?$`, 'gm'))].map(([, value]) => value);

it('the paper’s entry is that of the README and agrees with CITATION.cff', () => {
  expect(file('README.md')).toContain(PAPER_BIBTEX);
  const { title, year, author, note, booktitle } = fields(PAPER_BIBTEX);
  expect(title).toBe(inCff(paper, 'title')[0]);
  expect(year).toBe(inCff(paper, 'year')[0]);
  expect(note).toBe(inCff(paper, 'value')[0]);
  expect(inCff(paper, 'name')[0]).toContain(booktitle);
  const given = inCff(paper, 'given-names');
  const people = inCff(paper, 'family-names').map((family, i) => `${family}, ${given[i]}`);
  expect(people).toHaveLength(7);
  expect(author.replaceAll("{\\'i}", 'í').split(' and ')).toEqual(people);
});

it('the tool’s entry agrees with CITATION.cff and has version and commit', () => {
  const version = inCff(software, 'version')[0];
  const { title, author, license, note, ...rest } = fields(toolBibtex(version, 'abc1234'));
  expect(title).toBe(inCff(software, 'title')[0]);
  expect(author).toBe(`{${inCff(software, 'name')[0]}}`);
  expect(license).toBe(inCff(software, 'license')[0]);
  expect(note).toMatch(/^Commit abc1234\. /);
  expect(inCff(software, 'abstract')[0]).toContain(note.replace(/^Commit abc1234\. /, ''));
  expect(rest['version']).toBe(JSON.parse(file('package.json')).version);
});
