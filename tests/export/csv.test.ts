import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvText, seriesCsv } from '../../src/export/csv.ts';

/** A reader of RFC 4180, written apart from the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',') {
      row.push(cell);
      cell = '';
    } else if (c === '\r' && text[i + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      i++;
    } else cell += c;
  }
  return rows;
}

describe('seriesCsv', () => {
  it('writes one line for each point', () => {
    const lane = { lane: 'CARP · joint', method: 'carp', prototypes: 'joint', seed: 1 };
    const series = {
      loss: { steps: [10, 20], values: [5.5, 4.25] },
      knn: { steps: [20], values: [0.875] },
      'unique@0.5': { steps: [], values: [] },
    };
    expect(seriesCsv([{ ...lane, series }])).toBe(
      'lane,method,prototypes,seed,step,metric,value\r\n' +
        'CARP · joint,carp,joint,1,10,loss,5.5\r\n' +
        'CARP · joint,carp,joint,1,20,loss,4.25\r\n' +
        'CARP · joint,carp,joint,1,20,knn,0.875\r\n',
    );
  });

  it('keeps names with commas, quotes and line feeds', () => {
    const name = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'ε') });
    fc.assert(
      fc.property(name, name, fc.double(), (lane, metric, value) => {
        const rows = readCsv(
          seriesCsv([
            {
              lane,
              method: 'carp',
              prototypes: 'joint',
              seed: 3,
              series: Object.fromEntries([[metric, { steps: [7], values: [value] }]]),
            },
          ]),
        );
        const text = (cell: string) => (/^[\r\n]/.test(cell) ? `'${cell}` : cell);
        expect(rows[1]).toEqual([text(lane), 'carp', 'joint', '3', '7', text(metric), String(value)]);
        expect(Object.is(Number(rows[1][6]), value) || value === 0).toBe(true);
      }),
    );
  });
});

it('no text is a formula to a spreadsheet, and numbers stay numbers', () => {
  const bad = ['=HYPERLINK("http://x")', '+cmd', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'];
  expect(readCsv(csvText([bad]))).toEqual([bad.map((cell) => `'${cell}`)]);
  const good = ['-4.25', '-Infinity', '+1', '1e-7', 'NaN', '', 'CARP · joint', 'a=b'];
  expect(readCsv(csvText([good]))).toEqual([good]);
});
