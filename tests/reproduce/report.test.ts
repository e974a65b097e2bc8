import { expect, test } from 'vitest';
import { figuresOf } from '../../src/reproduce/figures.ts';
import { reportMarkdown } from '../../src/reproduce/report.ts';
import { resultsCsv, resultsJson } from '../../src/reproduce/tables.ts';
import { verdictsOf } from '../../src/reproduce/verdicts.ts';
import { expectSvgFile } from '../plots/svg-file.ts';
import { byEpsilon, results, WISH } from './made.ts';

const JOINT: Readonly<Record<string, number>> = { dino: 0.01, dinov2: 0.4, capi: 0.5 };

/** As in the paper: joint prototypes collapse, decoupled ones do not. */
const asThePaper = (id: string, seed: number) => ({
  unique: byEpsilon(id.includes('dec') ? 1 : (JOINT[id] ?? 0.03)),
  knn: (id.includes('dec') ? 0.82 : 0.8) + seed / 1000,
});

const all = results(WISH, asThePaper);
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
  ]);
});

test('Figure 1 has a ring and a density for each system, on one scale, lettered', () => {
  const { svg } = figures[0];
  expect(svg.match(/<image /g)?.length).toBe(5);
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

test('uniqueness stands beside use, ceiling, prototype accuracy and k-NN', () => {
  const shown = texts(figures[3].svg);
  for (const text of ['Used', 'Prototype accuracy', 'k-NN', 'SwAV', '25.0', '75.0'])
    expect(shown).toContain(text);
  expectSvgFile('beside-systems', figures[3].svg);
});

test('the report and the tables hold every row, with its spread and the paper’s number', () => {
  const markdown = reportMarkdown(all, figures, verdictsOf(all));
  for (const { system } of all.rows) expect(markdown).toContain(`| ${system.label} | ${system.source} |`);
  expect(markdown).toContain(
    '| CARP | unique % at ε 0.025 | 10.8 (stated in the text) | 3.0 (3.0–3.0) | −7.8 |',
  );
  expect(markdown).toContain('80.2 (80.1–80.2)');
  for (const { name } of figures) expect(markdown).toContain(`](${name}.svg)`);
  const lines = resultsCsv(all).trim().split('\r\n');
  expect(lines).toContain(
    'carp,CARP,Silva & Ramírez Rivera 2023,unique@0.025,2,0.03,0.03,0.03,0.108,stated in the text',
  );
  expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(all.rows.length + 1);
  const json = JSON.parse(resultsJson(all, []));
  expect(json.rows.map(({ id }: { id: string }) => id)).toEqual(all.rows.map(({ system }) => system.id));
  expect(json.rows[0].runs[1].metrics.knn).toBeCloseTo(0.802, 12);
});

test('claims about the paper follow from the numbers', () => {
  const said = (given: typeof all) => verdictsOf(given).map(({ text, disagrees }) => `${disagrees} ${text}`);
  const agrees = said(all);
  expect(agrees.find((text) => text.includes('Unique at ε 0.025'))).toMatch(
    /^false .*Of the 12 pairs.* 12 have it here\.$/,
  );
  expect(agrees.find((text) => text.includes('k-NN, CARP'))).toMatch(
    /^false .*\+2\.0 points.*\+2\.0, \+2\.0.*\+1\.8/,
  );
  expect(agrees.join()).not.toContain('It has not collapsed');
  const reversed = said(
    results(WISH, (id) => ({
      unique: byEpsilon(id.includes('dec') ? 0.2 : 1),
      knn: id.includes('dec') ? 0.7 : 0.8,
    })),
  );
  expect(reversed.find((text) => text.includes('Unique at ε 0.5'))).toMatch(
    /^true .*0 have it here\. The other way round: DINO is above DINO \+ Dec\./,
  );
  expect(reversed.find((text) => text.includes('DINO, unique at'))).toMatch(
    /^true .*It has not collapsed at any ε/,
  );
  expect(reversed.find((text) => text.includes('CARP + Dec., unique'))).toMatch(
    /^true .*effective rank of 5/,
  );
  expect(reversed.find((text) => text.includes('k-NN, CARP'))).toMatch(/^true .*−10\.0 points/);
  // decoupled rows beside joint ones with the same head
  expect(reversed.find((text) => text.includes('CARP + Dec. against CARP, matched'))).toMatch(
    /12\.5.* against 12\.5.* % used and unique at ε 0\.5, and k-NN −10\.0 points on average \(seed by seed −10\.0, −10\.0\)/,
  );
  expect(reversed.filter((text) => text.includes(' against ')).length).toBeGreaterThanOrEqual(6);
});

test('failed runs are listed, and an empty table still gives a report', () => {
  const { plan } = all;
  const none = { ...all, rows: [], failures: [{ run: plan.runs[0], came: 'no luck' }] };
  expect(figuresOf(none)).toEqual([]);
  const markdown = reportMarkdown(none, [], verdictsOf(none));
  expect(markdown).toContain('- DINO, seed 1: no luck.');
  expect(markdown).toContain('No run has finished.');
});
