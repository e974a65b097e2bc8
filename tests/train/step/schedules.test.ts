import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { dino } from '../../../src/methods/dino.ts';
import { PROTOTYPES } from '../../../src/train/lane/lane.ts';
import { checked, valuesOf } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { prototypesOf, release, type State } from '../../../src/train/lane/state.ts';
import { freeObservation } from '../../../src/train/step/observation.ts';
import {
  learningRate,
  prototypeLearningRate,
  teacherMomentum,
  weightDecay,
} from '../../../src/train/step/schedules.ts';
import { step } from '../../../src/train/step/step.ts';
import { onBackend } from '../../backends.ts';
import { official } from '../../oracle/official.ts';
import { TINY } from '../session/host.ts';

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

test('learning rate, weight decay and EMA momentum are the official schedule of their knobs', () => {
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

test('by default: 10 % warm-up, a cosine to 5 %, constant weight decay, momentum to 1', () => {
  const config = checked({ steps: 30 });
  const of = (schedule: typeof learningRate) => range(30).map((at) => schedule(at, config));
  expectEqual(of(learningRate), cosineScheduler(0.002, 0.0001, 30, 3, 0.002 / 3));
  expect(new Set(of(weightDecay))).toEqual(new Set([0.04]));
  expectEqual(of(teacherMomentum), cosineScheduler(0.99, 1, 30));
  expect(of(prototypeLearningRate)).toEqual(of(learningRate).map((lr) => 10 * lr));
});

test('no warm-up, and nothing but warm-up, stay finite', () => {
  for (const warmup of [0, 1]) {
    const config = checked({ steps: 10, warmup });
    const rates = range(11).map((at) => learningRate(at, config));
    expect(rates.every((rate) => rate > 0 && rate <= 0.002)).toBe(true);
    expect(rates[warmup === 0 ? 0 : 9]).toBe(0.002);
  }
});

test('DINO’s teacher temperature goes to its end over the share that its knob names', async () => {
  await onBackend('cpu');
  const scores = tf.tensor2d([[0.3, 0.1, -0.2]]);
  const sharpness = async (at: number, share: number) => {
    const config = checked({ 'dino.warmup_teacher_temp_share': share });
    const values = valuesOf(config, dino.knobs, 'dino');
    const targets = dino.targets(scores, { center: tf.zeros([1, 3]) }, values, {
      step: at,
      steps: 20,
      random: random(1),
      unit: true,
    });
    const q = await targets.values.data();
    return 0.2 / Math.log(q[0] / q[1]);
  };
  for (const [share, warmUp] of [
    [0.3, 6],
    [0.5, 10],
    [0, 0],
  ] as const)
    for (const at of [0, 3, 6, 10, 19]) {
      const expected = at >= warmUp ? 0.07 : 0.04 + (0.03 * at) / warmUp;
      expect(await sharpness(at, share)).toBeCloseTo(expected, 4);
    }
});

test('frozen prototypes stay as they start for so many steps, whatever moves them, and then move', async () => {
  await onBackend('cpu');
  for (const method of ['carp', 'swav', 'dino'])
    for (const optimizer of ['adamw', 'sgd', 'lars']) {
      const config = checked({ ...TINY, method, optimizer, lr: 0.02, freeze_prototypes: 3 });
      let { lane, state } = openLane(config, { height: 8, width: 8, channels: 1 });
      const of = async (now: State) => {
        const prototypes = tf.tidy(() => prototypesOf(lane, now));
        const values = await prototypes.data();
        prototypes.dispose();
        return values;
      };
      const start = (await of(state)).slice();
      const moved: number[] = [];
      for (let i = 0; i < 5; i++) {
        const images = tf.randomNormal<tf.Rank.R4>([8, 8, 8, 1], 0, 1, 'float32', i);
        const next = step(lane, state, images, config, random(1));
        images.dispose();
        freeObservation(next.seen);
        state = next.state;
        const now = await of(state);
        moved.push(Math.max(...now.map((value, k) => Math.abs(value - start[k]))));
      }
      release(state);
      expect(lane.layout.segments.some(({ address }) => address === PROTOTYPES)).toBe(true);
      // the teacher's average of equals, and unit rows made unit again, are a rounding apart
      expect(Math.max(...moved.slice(0, 3))).toBeLessThan(1e-6);
      expect(moved[4]).toBeGreaterThan(1e-6);
    }
});
