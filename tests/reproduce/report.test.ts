import { expect, test } from 'vitest';
import { comparisonsOf } from '../../src/reproduce/comparisons.ts';
import { figuresOf } from '../../src/reproduce/figures.ts';
import { reportMarkdown } from '../../src/reproduce/report.ts';
import { verdictsOf } from '../../src/reproduce/verdicts.ts';
import { paperLike } from './made.ts';

const all = paperLike();
const figures = figuresOf(all);

test('the report holds every row, with its spread and the paper’s number', () => {
  const markdown = reportMarkdown(all, figures, verdictsOf(all));
  for (const { system } of all.rows) expect(markdown).toContain(`| ${system.label} | ${system.source} |`);
  expect(markdown).toContain(
    '| CARP | unique % at ε 0.025 | 10.8 (stated in the text) | 3.0 (3.0–3.0) | −7.8 |',
  );
  expect(markdown).toContain('80.2 (80.1–80.2)');
  for (const { name } of figures) expect(markdown).toContain(`](${name}.svg)`);
});

test('the report counts its comparisons, and says how sure each headline one is', () => {
  const markdown = reportMarkdown(all, figures, verdictsOf(all));
  const made = comparisonsOf(all);
  expect(markdown).toContain(`This report makes ${made.length} comparisons: 27 headline ones`);
  expect(markdown).toMatch(
    /CARP \+ Dec\. − CARP \| k-NN \| 2 \| \+2\.0 \| \+2\.0 to \+2\.0 \| < 0\.001 \| yes \|/,
  );
  expect(markdown).toContain('the same 20 images');
});

test('failed runs are listed, and an empty table still gives a report', () => {
  const { plan } = all;
  const none = { ...all, rows: [], failures: [{ run: plan.runs[0], failed: 'no luck.' }] };
  expect(figuresOf(none)).toEqual([]);
  const markdown = reportMarkdown(none, [], verdictsOf(none));
  expect(markdown).toContain('- DINO, seed 1: no luck.');
  expect(markdown).toContain('No run has finished.');
});
