import { expect, test } from 'vitest';
import { planOf } from '../../src/reproduce/plan.ts';
import { Progress } from '../../src/reproduce/progress.ts';
import { made, WISH } from './made.ts';

const plan = planOf({ ...WISH, only: ['dino', 'carp'] }, 'e');

test('progress tells the time left from the runs so far', () => {
  let seconds = 0;
  const lines: string[] = [];
  const progress = new Progress(
    (line) => lines.push(line),
    () => seconds,
  );
  const [a, b] = plan.runs;
  progress.begun(4, 1);
  seconds = 30;
  progress.at(a, 0.5);
  seconds = 60;
  progress.ended({ run: a, lane: made(a) });
  seconds = 65;
  progress.at(b, 0.1);
  expect(lines.slice(1)).toEqual([
    '1/4  DINO, seed 1: 50%, about 3 min left',
    '2/4  DINO, seed 1: done, about 2 min left',
  ]);
});
