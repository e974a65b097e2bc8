import { describe, expect, it } from 'vitest';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import { groupsAt } from '../../../src/ui/inspect/weight-groups.ts';
import { deadWords, readWeights, WEIGHT_FINDINGS } from '../../../src/ui/inspect/weights-verdict.ts';
import { countPrototypes } from '../../../src/weights/counts.ts';
import { randomUnique } from '../../../src/weights/random-unique.ts';

const PAPER = EPSILONS.indexOf(0.025);

/** The verdict on rows of 32 dimensions: directions by number, each along its own axis; 0 is a dead row. */
async function verdictOn(directions: readonly number[], epsilon = PAPER) {
  const D = 32;
  const K = directions.length;
  const rows = new Float32Array(K * D);
  directions.forEach((axis, k) => {
    if (axis > 0) rows[k * D + axis - 1] = 2;
  });
  const counts = await countPrototypes(rows, K, D);
  const random = await randomUnique(K, D, counts.epsilons);
  return readWeights(counts, random, groupsAt(counts.representatives, epsilon), epsilon);
}

describe('the verdict on weights', () => {
  const found = new Set<string>();
  it.each([
    ['unique', [1, 2, 3, 4, 5, 6, 7, 8], 'No collapse: 100% unique (ε 0.025).'],
    [
      'some-duplicates',
      [1, 2, 3, 4, 5, 6, 1, 1],
      'Partly collapsed: 25.0% of prototypes are duplicates (ε 0.025).',
    ],
    ['duplicates', [1, 1, 1, 1, 1, 2, 2, 2], 'Collapsed: 75.0% of prototypes are duplicates (ε 0.025).'],
    ['dead', [1, 2, 0, 0, 0, 0, 0, 0], 'Dead: 75.0% of prototypes are zero or not finite.'],
  ] as const)('finds %s', async (finding, directions, says) => {
    const verdict = await verdictOn(directions);
    expect(verdict).toMatchObject({ finding, says });
    found.add(verdict.finding);
    expect(verdict.advice.length > 0).toBe(finding.endsWith('duplicates'));
  });

  it('was asked for every finding', () => {
    expect([...found].sort()).toEqual([...WEIGHT_FINDINGS].sort());
  });

  it('has its evidence, and the paper’s values at the same ε', async () => {
    const { evidence } = await verdictOn([1, 1, 1, 2, 0, 0]);
    expect(evidence).toEqual([
      '2 of 6 unique (ε 0.025)',
      'random baseline 100% (mean of 20 draws)',
      '1 group of duplicates, the largest of 3 prototypes',
      '2 dead (zero or not finite): rows 4 and 5',
      'in the paper (ε 0.025): DINO 1.5%, CARP 10.8%, DINOv2 43.0%, CAPI 100%',
    ]);
    const { evidence: fine } = await verdictOn([1, 2], 0);
    expect(fine.at(-1)).toBe('no duplicates');
  });

  it('names the first dead rows of many', () => {
    expect(deadWords([7])).toBe('1 dead (zero or not finite): row 7');
    expect(deadWords([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe(
      '10 dead (zero or not finite): rows 1, 2, 3, 4, 5, 6, 7, 8 and 2 more',
    );
  });
});
