import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { RunConfig } from '../../../src/base/config.ts';
import { random } from '../../../src/base/random.ts';
import { SECTIONS, type Section, type Segment } from '../../../src/math/update/pack.ts';
import type { Lane } from '../../../src/train/lane/lane.ts';
import { catalogue, checked, pick } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { hold, release, type State } from '../../../src/train/lane/state.ts';
import { freeObservation, lossOf } from '../../../src/train/step/observation.ts';
import { teacherMomentum } from '../../../src/train/step/schedules.ts';
import { step } from '../../../src/train/step/step.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

const SHAPE = { height: 8, width: 8, channels: 1 };
const ROWS = 2 * TINY.batch;
/** AdamW's first moment after one step is a tenth of the gradient. */
const OPEN = { ...TINY, clip_grad: 0, lr: 0.01, 'adamw.beta1': 0.9 };

const methods = catalogue.shelves.method.map(({ id }) => id);
const estimators = catalogue.shelves.prototypes.map(({ id }) => id);
const pairsOf = (some: readonly string[]) =>
  some.flatMap((method) => estimators.map((prototypes) => ({ method, prototypes })));
/** The smallest encoder that gives what a method needs. */
const encoderOf = (method: string) => {
  const patchy = catalogue.shelves.method.find(({ id }) => id === method)?.needs === 'patches';
  return patchy ? { encoder: 'vit', 'vit.patch': 4, 'vit.width': 16 } : {};
};
const followed = methods.filter(
  (method) => pick(checked({ method, ...encoderOf(method) })).method.teacher === 'ema',
);

/** CAPI's student sees nothing of masked patches, not even the encoder's mask token. */
const unread = (method: string, address: string) =>
  method === 'capi' && address === 'encoder/tokens/mask_token';
const CROPS = 3;
const LOCAL = 4;
/** Multi-crop, for methods that take it: an encoder of images of two sizes, and small views. */
const multiCrop = (method: string) => ({
  ...(encoderOf(method).encoder
    ? { ...encoderOf(method), 'vit.patch': 2 }
    : { encoder: 'conv', 'conv.width': 8 }),
  'views.local_crops': CROPS,
  'views.local_size': LOCAL,
});
const cropped = methods.filter((method) => pick(checked({ method, ...encoderOf(method) })).method.multiCrop);

/** Makes the step `at` from a state, which stays as it is. Returns the state after it, and the loss. */
async function stepped(lane: Lane, state: State, config: RunConfig, at = 0) {
  const source = random(7).fork(`images ${at}`);
  const values = Float32Array.from({ length: ROWS * 64 }, () => source.normal());
  const x = tf.tensor4d(values, [ROWS, 8, 8, 1]);
  const small = Float32Array.from({ length: CROPS * TINY.batch * LOCAL ** 2 }, () => source.normal());
  const locals = tf.tensor4d(small, [CROPS * TINY.batch, LOCAL, LOCAL, 1]);
  const many = Number(config['views.local_crops']) > 0;
  const { state: after, seen } = step(lane, hold(state), x, config, random(1), many ? locals : undefined);
  const loss = await lossOf(seen);
  tf.dispose([x, locals]);
  freeObservation(seen);
  return { after, loss };
}

/** One section of a state's weights. */
async function section({ pack }: State, of: Section): Promise<Float32Array> {
  const length = pack.shape[1];
  return ((await pack.data()) as Float32Array).slice(SECTIONS[of] * length, (SECTIONS[of] + 1) * length);
}

/** The same state with its student moved, its teacher not. */
async function moved(state: State, by: Float32Array): Promise<State> {
  const pack = ((await state.pack.data()) as Float32Array).slice();
  by.forEach((value, i) => {
    pack[SECTIONS.student * by.length + i] += value;
  });
  return { ...state, pack: tf.tensor2d(pack, state.pack.shape) };
}

const weightsOf = ({ layout }: Lane) => layout.segments.filter(({ kind }) => kind === 'weight');
const part = (values: Float32Array, { offset, size }: Segment) => values.subarray(offset, offset + size);
const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

test.each([
  ...pairsOf(methods).map((pair) => ({ ...pair, views: 'two views' })),
  ...pairsOf(cropped).map((pair) => ({ ...pair, views: 'multi-crop' })),
])(
  'finite differences of the loss confirm the gradient of $method with $prototypes prototypes and $views',
  async ({ views, ...pair }) => {
    await onBackend('cpu');
    const parts = views === 'multi-crop' ? multiCrop(pair.method) : encoderOf(pair.method);
    const config = checked({ ...OPEN, ...parts, ...pair });
    const { lane: own, state } = openLane(config, SHAPE);
    // A teacher that is the student would move with it. A copy stands still and has the same gradient at the start.
    const lane: Lane = { ...own, method: { ...own.method, teacher: 'ema' } };
    const first = await stepped(lane, state, config);
    const gradient = (await section(first.after, 'm')).map((value) => 10 * value);

    // it reaches every weight of the student, and prototypes where they are weights
    for (const segment of weightsOf(lane)) {
      // the norm behind these takes any shift of all features away
      const cancelled =
        unread(pair.method, segment.address) ||
        (segment.address === 'encoder/norm/beta' && pair.method !== 'capi') ||
        segment.address === 'predictor/norm/beta' ||
        (segment.address.endsWith('head/dense2/bias') && pair.prototypes !== 'joint');
      if (!cancelled) expect(norm(part(gradient, segment)), segment.address).toBeGreaterThan(1e-6);
    }

    // along it the loss changes as it says
    const size = norm(gradient);
    const stride = 3e-5;
    const along = async (sign: number) => {
      const at = await moved(
        state,
        gradient.map((value) => (sign * stride * value) / size),
      );
      const { after, loss } = await stepped(lane, at, config);
      release(after);
      at.pack.dispose();
      return loss;
    };
    const slope = ((await along(1)) - (await along(-1))) / (2 * stride);
    expect(Math.abs(slope / size - 1)).toBeLessThan(5e-3);

    const real = await stepped(own, state, config);
    expect(await section(real.after, 'm')).toEqual(await section(first.after, 'm'));
    for (const each of [first.after, real.after, state]) release(each);
  },
);

test.each(pairsOf(followed))(
  'the teacher of $method with $prototypes prototypes follows its student, and nothing else moves it',
  async (pair) => {
    await onBackend('cpu');
    for (const momentum of [0.9, 1]) {
      const config = checked({ ...OPEN, ...encoderOf(pair.method), ...pair, momentum_teacher: momentum });
      let { lane, state } = openLane(config, SHAPE);
      for (let at = 0; at < 3; at++) {
        const before = await section(state, 'teacher');
        const { after } = await stepped(lane, state, config, at);
        release(state);
        state = after;
        const [student, teacher] = [await section(state, 'student'), await section(state, 'teacher')];
        const keep = teacherMomentum(at, config);
        for (const segment of weightsOf(lane)) {
          const [t, p, old] = [teacher, student, before].map((values) => part(values, segment));
          t.forEach((value, i) => {
            expect(Math.abs(value - keep * old[i] - (1 - keep) * p[i])).toBeLessThan(1e-6);
          });
          if (at === 2 && !unread(pair.method, segment.address))
            expect(norm(t.map((value, i) => value - p[i])), segment.address).toBeGreaterThan(1e-6);
          if (keep === 1) expect(t).toEqual(old);
        }
      }
      release(state);
    }
  },
);
