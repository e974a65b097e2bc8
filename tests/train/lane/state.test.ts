import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { checked } from '../../../src/train/lane/menu.ts';
import { openLane } from '../../../src/train/lane/open.ts';
import { hold, prototypesOf, release, tensorsOf, weightsOf } from '../../../src/train/lane/state.ts';
import { onBackend } from '../../backends.ts';
import { TINY } from '../session/host.ts';

beforeAll(() => onBackend('cpu'));

const SHAPE = { height: 8, width: 8, channels: 1 };
const opened = (more: Readonly<Record<string, unknown>>) => openLane(checked({ ...TINY, ...more }), SHAPE);

test('every tensor of a state has a path of its own', () => {
  const { state } = opened({ method: 'dino', prototypes: 'spherical' });
  const paths = tensorsOf(state).map(([path]) => path);
  expect(paths).toContain('pack');
  expect(paths).toContain('method/center');
  expect(paths).toContain('banks/head/prototypes/estimator/s0');
  expect(paths).toContain('banks/head/prototypes/whitening/covariance');
  expect(new Set(paths).size).toBe(paths.length);
  release(state);
});

test('a held state outlives the one it was taken from, and costs no memory', async () => {
  const before = tf.memory().numTensors;
  const { state } = opened({ prototypes: 'decoupled' });
  const values = await state.pack.data();
  const { numDataBuffers } = tf.memory();
  const held = hold(state);
  expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
  release(state);
  expect(await held.pack.data()).toEqual(values);
  release(held);
  expect(tf.memory().numTensors).toBe(before);
});

test('release spares the tensors that the next state goes on with', () => {
  const { state } = opened({ prototypes: 'fixed' });
  const next = { ...state, pack: tf.zerosLike(state.pack) };
  release(state, next);
  expect(state.pack.isDisposed).toBe(true);
  expect(tensorsOf(next).some(([, tensor]) => tensor.isDisposed)).toBe(false);
  release(next);
});

test('joint prototypes are the teacher’s copy, and others the estimator’s', async () => {
  const at = 'head/prototypes';
  const joint = opened({ method: 'dino', prototypes: 'joint' });
  const [found, copy] = tf.tidy(() => [
    prototypesOf(joint.lane, joint.state),
    tf.clone(weightsOf(joint.lane, joint.state, 'teacher')(at)),
  ]);
  expect(await found.data()).toEqual(await copy.data());
  const fixed = opened({ prototypes: 'fixed' });
  const rows = prototypesOf(fixed.lane, fixed.state);
  expect(await rows.data()).toEqual(await fixed.state.banks[at].estimator['rows'].data());
  tf.dispose([found, copy, rows]);
  for (const { state } of [joint, fixed]) release(state);
});
