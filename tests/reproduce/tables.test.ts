import { expect, test } from 'vitest';
import { resultsCsv, resultsJson } from '../../src/reproduce/tables.ts';
import { paperLike } from './made.ts';

const all = paperLike();

test('the tables hold every row, with its spread and the paper’s number', () => {
  const lines = resultsCsv(all).trim().split('\r\n');
  expect(lines).toContain(
    'carp,CARP,Silva & Ramírez Rivera 2023,unique@0.025,2,0.03,0.03,0.03,0.108,stated in the text',
  );
  expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(all.rows.length + 1);
  const json = JSON.parse(resultsJson(all, []));
  expect(json.rows.map(({ id }: { id: string }) => id)).toEqual(all.rows.map(({ system }) => system.id));
  expect(json.rows[0].runs[1].metrics.knn).toBeCloseTo(0.802, 12);
});
