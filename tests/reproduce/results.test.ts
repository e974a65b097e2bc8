import { expect, test } from 'vitest';
import { planOf } from '../../src/reproduce/plan.ts';
import { resultsOf, rowOf } from '../../src/reproduce/results.ts';
import { made, WISH } from './made.ts';

const plan = planOf(WISH, 'test');
const from = { createdAt: 'now', engine: '0', seeds: 2 };
const carp = plan.runs.filter(({ system }) => system.id === 'carp');

test('a row has the spread of its finished seeds; unfinished rows are left out, and failures named', () => {
  const results = resultsOf(
    plan,
    [
      { run: carp[0], lane: made(carp[0], { knn: 0.7 }) },
      { run: carp[1], lane: made(carp[1], { knn: 0.9 }) },
      {
        run: plan.runs[0],
        trouble: { kind: 'crash', failed: 'no luck', todo: 'Run it again.' },
      },
    ],
    from,
  );
  expect(results.rows.map(({ system }) => system.id)).toEqual(['carp']);
  expect(rowOf(results, 'carp')?.spread['knn']).toMatchObject({ n: 2, min: 0.7, max: 0.9 });
  expect(rowOf(results, 'dino')).toBeUndefined();
  expect(results.failures.map(({ failed }) => failed)).toEqual(['no luck. Run it again.']);
});
