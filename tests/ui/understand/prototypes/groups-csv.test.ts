import { expect, test } from 'vitest';
import { groupsCsv } from '../../../../src/ui/understand/prototypes/groups-csv.ts';
import { view } from './four-prototypes.ts';

test('has a line per prototype, with its known values', () => {
  const lines = groupsCsv({ ...view, K: 12 }).split('\r\n');
  expect(lines[0]).toMatch(
    /^step,prototype,pc1,pc2,pc3,share_of_assignments,nearest_cosine,group_at_0.001,.*group_at_0.5$/,
  );
  expect(lines[2]).toBe(`10,3,0,0,0,0,1,${new Array(8).fill(0).join(',')}`);
  expect(lines[3]).toBe(`10,6,0,0,0,0.25,0.2,${new Array(8).fill(6).join(',')}`);
  expect(lines).toHaveLength(6);
  const unasked = groupsCsv({ ...view, grouped: undefined, nearest: undefined }).split('\r\n');
  expect(unasked[1]).toBe(`10,0,0,0,0,0.5${','.repeat(9)}`);
});
