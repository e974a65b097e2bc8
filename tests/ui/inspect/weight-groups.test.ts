import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import {
  duplicatesOf,
  groupsAt,
  keptAt,
  representativesAt,
  weightGroups,
} from '../../../src/ui/inspect/weight-groups.ts';

/** Six prototypes: 0, 2 and 5 are one; 1 and 4 are one; 3 is dead. */
const SIX = Int32Array.from([0, 1, 0, -1, 1, 0]);

describe('groups of duplicates in weights', () => {
  it('have the largest first, led by their representative, and leave dead rows out', () => {
    const { several, largest, sizes } = weightGroups(SIX);
    expect(several).toBe(2);
    expect(largest).toEqual([
      { size: 3, members: [0, 2, 5] },
      { size: 2, members: [1, 4] },
    ]);
    expect([...sizes]).toEqual([3, 2, 0, 0, 0, 0]);
  });

  it('are those of one ε', () => {
    const all = Int32Array.from(EPSILONS.flatMap((_, e) => (e === 7 ? [...SIX] : [0, 1, 2, -1, 4, 5])));
    expect([...representativesAt(all, 7)]).toEqual([...SIX]);
    expect(groupsAt(all, 0).several).toBe(0);
    expect(groupsAt(all, 7).several).toBe(2);
    expect(groupsAt(all, 7)).toBe(groupsAt(all, 7));
  });

  it('tell the duplicates of one prototype, and the rows to keep', () => {
    expect(duplicatesOf(SIX, 2)).toEqual([0, 5]);
    expect(duplicatesOf(SIX, 3)).toEqual([]);
    expect(keptAt(SIX)).toEqual([0, 1]);
  });

  it('list a bounded number of members of a huge group', () => {
    const { largest } = weightGroups(new Int32Array(262_144));
    expect(largest[0]?.size).toBe(262_144);
    expect(largest[0]?.members.length).toBeLessThan(1000);
  });
});
