import { expect, it } from 'vitest';
import { catalogue } from '../../../../src/train/lane/menu.ts';
import { actsOf, algorithmOf } from '../../../../src/ui/understand/algorithm/lane-algorithm.ts';

const of = (method: string, prototypes: string, update?: string) =>
  algorithmOf({ method, prototypes, ...(update && { update }) }, catalogue);

it('describes a step by its parts', () => {
  expect(of('dino', 'joint')).toEqual({ movedBy: 'loss', teacher: 'ema', update: 'both' });
  expect(of('swav', 'decoupled', 'encoder')).toEqual({
    movedBy: 'embeddings',
    teacher: 'student',
    update: 'encoder',
  });
  expect(of('carp', 'fixed')?.movedBy).toBe('nothing');
});

it('is undefined for parts that the catalogue lacks', () => {
  expect(of('unknown', 'joint')).toBeUndefined();
  expect(of('dino', 'unknown')).toBeUndefined();
});

it('lists the acts that any lane has, in the order of a step', () => {
  const steps = [of('swav', 'joint'), of('dino', 'decoupled')].flatMap((step) => step ?? []);
  expect(actsOf(steps.slice(0, 1))).toEqual(['embed', 'score', 'loss', 'gradient']);
  expect(actsOf(steps)).toEqual(['embed', 'observe', 'score', 'loss', 'gradient', 'follow']);
  expect(actsOf([])).toEqual([]);
});
