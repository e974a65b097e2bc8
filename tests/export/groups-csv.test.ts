import { expect, test } from 'vitest';
import { EPSILONS } from '../../src/base/epsilons.ts';
import { groupsCsv } from '../../src/export/groups-csv.ts';

const K = 5000;
const text = [
  ...groupsCsv({
    K,
    // at the first ε each is alone, but for the dead row 1; at wider ones all are one
    representatives: EPSILONS.flatMap((_, e) =>
      Array.from({ length: K }, (_, k) => (k === 1 ? -1 : e === 0 ? k : 0)),
    ),
    norms: Float32Array.from({ length: K }, (_, k) => (k === 1 ? 0 : 2.5)),
    nearest: Float32Array.from({ length: K }, (_, k) => (k === 1 ? Number.NaN : 0.75)),
  }),
].join('');
const lines = text.split('\r\n');

test('a line is a prototype, and the first one names the columns', () => {
  expect(lines[0]).toBe(
    'index,representative@0.001,representative@0.005,representative@0.01,representative@0.025,representative@0.05,representative@0.1,representative@0.25,representative@0.5,group_size@0.001,group_size@0.005,group_size@0.01,group_size@0.025,group_size@0.05,group_size@0.1,group_size@0.25,group_size@0.5,norm,nearest_cosine',
  );
  expect(lines).toHaveLength(K + 2);
  expect(lines.at(-1)).toBe('');
});

test('columns are in the order of their names', () => {
  expect(lines[1]).toBe('0,0,0,0,0,0,0,0,0,1,4999,4999,4999,4999,4999,4999,4999,2.5,0.75');
  expect(lines[K]).toBe(`${K - 1},${K - 1},0,0,0,0,0,0,0,1,4999,4999,4999,4999,4999,4999,4999,2.5,0.75`);
});

test('a dead prototype is in no group and has no nearest', () => {
  expect(lines[2]).toBe('1,-1,-1,-1,-1,-1,-1,-1,-1,0,0,0,0,0,0,0,0,0,NaN');
});
