import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const rows = readFileSync('docs/faults.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| kind'));

it('names a test for every kind of fault, and files that exist', () => {
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const paths = [...row.matchAll(/`((?:src|tests|public)\/[^`]+)`/g)].map(([, path]) => path ?? '');
    expect(paths.filter((path) => path.startsWith('tests/')).length, row).toBeGreaterThan(0);
    expect(
      paths.filter((path) => !existsSync(path)),
      row,
    ).toEqual([]);
  }
});
