import { expect, test } from 'vitest';
import { checked } from '../../../src/train/lane/menu.ts';
import {
  learningRate,
  prototypeLearningRate,
  teacherMomentum,
  weightDecay,
} from '../../../src/train/step/schedules.ts';
import { official } from '../../oracle/official.ts';

const range = (steps: number) => Array.from({ length: steps }, (_, step) => step);

/** DINO's utils.cosine_scheduler, line by line. */
function cosineScheduler(base: number, final: number, steps: number, warmUp = 0, start = 0): number[] {
  const warm = range(warmUp).map((i) => start + (i * (base - start)) / (warmUp - 1));
  const iterations = steps - warmUp;
  return [
    ...warm,
    ...range(iterations).map(
      (i) => final + 0.5 * (base - final) * (1 + Math.cos((Math.PI * i) / iterations)),
    ),
  ];
}

function expectEqual(ours: readonly number[], theirs: readonly number[]): void {
  expect(ours.length).toBe(theirs.length);
  ours.forEach((value, i) => {
    expect(Math.abs(value - theirs[i])).toBeLessThan(1e-12);
  });
}

test('the scheduler above is the official one', () => {
  const given = official('cosine_schedule');
  const perEpoch = given.number('niter_per_ep');
  expectEqual(
    cosineScheduler(
      given.number('base_value'),
      given.number('final_value'),
      given.number('epochs') * perEpoch,
      given.number('warmup_epochs') * perEpoch,
      given.number('start_warmup_value'),
    ),
    given.list('schedule'),
  );
});

test('learning rate, weight decay and EMA momentum follow the official schedule', () => {
  const steps = 40;
  const config = checked({
    steps,
    lr: 0.03,
    lr_end: 0.2,
    warmup: 0.25,
    weight_decay: 0.04,
    weight_decay_end: 0.4,
    momentum_teacher: 0.9,
    momentum_teacher_end: 0.98,
  });
  const of = (schedule: typeof learningRate) => range(steps).map((at) => schedule(at, config));
  expectEqual(of(learningRate), cosineScheduler(0.03, 0.006, steps, 10, 0.003));
  expectEqual(of(weightDecay), cosineScheduler(0.04, 0.4, steps));
  expectEqual(of(teacherMomentum), cosineScheduler(0.9, 0.98, steps));
  expect(weightDecay(steps, config)).toBeCloseTo(0.4, 12);
  expect(learningRate(steps, config)).toBeCloseTo(0.006, 12);
});

test('by default: 10% warm-up, a cosine to 5%, constant weight decay, momentum to 1', () => {
  const config = checked({ steps: 30 });
  const of = (schedule: typeof learningRate) => range(30).map((at) => schedule(at, config));
  expectEqual(of(learningRate), cosineScheduler(0.002, 0.0001, 30, 3, 0.002 / 3));
  expect(new Set(of(weightDecay))).toEqual(new Set([0.04]));
  expectEqual(of(teacherMomentum), cosineScheduler(0.96, 1, 30));
  expect(of(prototypeLearningRate)).toEqual(of(learningRate).map((lr) => 10 * lr));
});

test('time compression speeds up joint prototypes and the teacher, unless they have numbers of their own', () => {
  const of = (schedule: typeof learningRate, given: Record<string, number | string>) => {
    const config = checked({ steps: 30, time_compression: 2, ...given });
    return range(30).map((at) => schedule(at, config));
  };
  const lr = of(learningRate, {});
  expect(of(prototypeLearningRate, {})).toEqual(lr.map((rate) => 2 * rate));
  expectEqual(of(teacherMomentum, {}), cosineScheduler(0.992, 1, 30));
  const old = { prototype_lr_multiplier: 10, momentum_teacher: 0.99 };
  expect(of(prototypeLearningRate, old)).toEqual(lr.map((rate) => 10 * rate));
  expectEqual(of(teacherMomentum, old), cosineScheduler(0.99, 1, 30));
});

test('the peak learning rate follows the encoder, unless it has a number', () => {
  const peak = (given: Record<string, number | string>) =>
    Math.max(...range(30).map((at) => learningRate(at, checked({ steps: 30, ...given }))));
  expect(peak({ encoder: 'conv' })).toBe(0.002);
  expect(peak({ encoder: 'vit' })).toBe(0.001);
  expect(peak({ encoder: 'vit', lr: 0.002 })).toBe(0.002);
});

test('a method whose teacher is the student has no momentum', () => {
  const config = checked({ method: 'swav', steps: 30 });
  expect(new Set(range(30).map((at) => teacherMomentum(at, config)))).toEqual(new Set([0]));
});

test('no warm-up, and nothing but warm-up, stay finite', () => {
  for (const warmup of [0, 1]) {
    const config = checked({ steps: 10, warmup });
    const rates = range(11).map((at) => learningRate(at, config));
    expect(rates.every((rate) => rate > 0 && rate <= 0.002)).toBe(true);
    expect(rates[warmup === 0 ? 0 : 9]).toBe(0.002);
  }
});
