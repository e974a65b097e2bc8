import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { Values } from '../../src/base/knobs.ts';
import { random } from '../../src/base/random.ts';
import { vit } from '../../src/encoders/vit.ts';
import type { Network } from '../../src/math/layers/network.ts';
import { initialise } from '../../src/math/update/initial-weights.ts';
import { parametersOf } from '../../src/train/lane/lane.ts';
import { checked } from '../../src/train/lane/menu.ts';
import { evaluating, type Weights } from '../../src/train/lane/network.ts';
import { openLane } from '../../src/train/lane/open.ts';
import { release } from '../../src/train/lane/state.ts';
import { TrainingNetwork } from '../../src/train/lane/training-network.ts';
import { freeObservation, lossOf } from '../../src/train/step/observation.ts';
import { step } from '../../src/train/step/step.ts';
import { BACKENDS, onBackend } from '../backends.ts';
import { normals } from '../math/kernel/kernel-check.ts';
import { TINY } from '../train/session/host.ts';
import { whereItRuns } from '../where-it-runs.ts';

const SHAPE = { height: 8, width: 8, channels: 1 };
const VALUES: Values<typeof vit.knobs> = { patch: 4, width: 8, blocks: 2, heads: 2, mlp_ratio: 2 };
const SMALL = { ...TINY, encoder: 'vit', 'vit.patch': 4, 'vit.width': 16 };

/** Weights away from their start, where biases are zero and attention is even. */
function weightsOf(seed: number): Map<string, tf.Tensor> {
  const specs = vit.weights(SHAPE, VALUES);
  const entries = specs.map(({ address, shape, init }, i) => {
    const about = tf.mul(normals([...shape], seed + i), 0.4);
    return [address, init === 'ones' ? tf.add(about, 1) : about] as const;
  });
  return new Map(entries);
}

const reading =
  (weights: ReadonlyMap<string, tf.Tensor>): Weights =>
  (address) => {
    const found = weights.get(address);
    if (!found) throw new Error(`no weight at ${address}`);
    return found;
  };

const MASK = [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1];
const IMAGES = 3;

/** [CLS] and patch features of images whose `masked` patches [B N] become mask tokens. */
function tokens(net: Network, x: tf.Tensor4D, masked: tf.Tensor1D) {
  const features = vit.tokens?.(net, x, VALUES, { patches: masked, leftOut: false });
  if (!features) throw new Error('the ViT has no tokens');
  return features;
}

/** Σ of [CLS] and patch features of the student by fixed random factors. */
function value(net: TrainingNetwork, x: tf.Tensor4D) {
  const { cls, patches } = tokens(net, x, tf.tensor1d(MASK));
  const [ofCls, ofPatches] = [normals([IMAGES, 8], 98), normals([IMAGES * 4, 8], 99)];
  const last = (t: tf.Tensor2D, rows: number) => tf.slice(t, [t.shape[0] - rows, 0], [rows, 8]);
  const sum = tf.add(
    tf.sum(tf.mul(last(cls, IMAGES), ofCls)),
    tf.sum(tf.mul(last(patches, IMAGES * 4), ofPatches)),
  );
  return { sum, cls, patches, ofCls, ofPatches };
}

test('gradients of every weight are those of finite differences, with masks and a stacked teacher', async () => {
  await onBackend('cpu');
  const x = normals([IMAGES, 8, 8, 1], 1) as tf.Tensor4D;
  const [teacher, student] = [weightsOf(100), weightsOf(200)];
  const net = new TrainingNetwork([reading(teacher), reading(student)], x);
  const { cls, patches, ofCls, ofPatches } = value(net, x);
  // one output whose gradient is known reaches both
  net.back([[cls, ofCls]]);
  const first = { ...net.gradients };
  for (const address of Object.keys(net.gradients)) delete net.gradients[address];
  net.back([[patches, ofPatches]]);
  const at = (weights: ReadonlyMap<string, tf.Tensor>) =>
    value(new TrainingNetwork([reading(weights)], x), x).sum;
  const STEP = 0.02;
  for (const [address, weight] of student) {
    const gradient = tf.addN([first[address], net.gradients[address]].filter((g) => g !== undefined));
    const towards = normals([...weight.shape], 7);
    const direction = tf.div(towards, tf.norm(towards));
    const moved = (by: number) => at(new Map([...student, [address, tf.add(weight, tf.mul(direction, by))]]));
    const [up, down] = [(await moved(STEP).data())[0], (await moved(-STEP).data())[0]];
    const slope = (await tf.sum(tf.mul(gradient, direction)).data())[0];
    expect(Math.abs((up - down) / (2 * STEP) - slope), address).toBeLessThan(
      0.02 * Math.max(1, Math.abs(slope)),
    );
  }
});

test('features are the [CLS] features of tokens, and a teacher sees what is masked for the student', async () => {
  await onBackend('cpu');
  const x = normals([IMAGES, 8, 8, 1], 1) as tf.Tensor4D;
  const weights = reading(weightsOf(100));
  const plain = evaluating(weights);
  const seen = tokens(plain, x, tf.tensor1d(MASK));
  const features = vit.features(plain, x, VALUES);
  const stacked = value(new TrainingNetwork([weights, weights], x), x);
  const largest = async (a: tf.Tensor, b: tf.Tensor) => (await tf.max(tf.abs(tf.sub(a, b))).data())[0];
  expect(await largest(features, seen.cls)).toBeLessThan(1e-5);
  const teacher = tf.slice(stacked.patches, [0, 0], [IMAGES * 4, 8]);
  const student = tf.slice(stacked.patches, [IMAGES * 4, 0], [IMAGES * 4, 8]);
  expect(await largest(teacher, seen.patches)).toBeLessThan(1e-5);
  expect(await largest(student, seen.patches)).toBeGreaterThan(0.01);
  expect(vit.patchCount?.(SHAPE, VALUES)).toBe(4);
});

test('a student is unmoved by the pixels of masked patches', async () => {
  await onBackend('cpu');
  const weights = reading(weightsOf(100));
  const all = tf.ones([4]) as tf.Tensor1D;
  const student = async (seed: number) => {
    const x = normals([1, 8, 8, 1], seed) as tf.Tensor4D;
    const net = new TrainingNetwork([weights, weights], x);
    const { cls } = tokens(net, x, all);
    return Array.from(await cls.data());
  };
  const [one, other] = [await student(1), await student(2)];
  expect(one.slice(8)).toEqual(other.slice(8));
  expect(one.slice(0, 8)).not.toEqual(other.slice(0, 8));
});

test('weights start alike for every method: matrices by their sizes, positions normal, the mask token at zero', () => {
  const specs = new Map(vit.weights(SHAPE, VALUES).map((spec) => [spec.address, spec]));
  const start = (address: string) => {
    const spec = specs.get(address);
    if (!spec) throw new Error(`no weight at ${address}`);
    const [values, other] = (['pytorch', 'dino'] as const).map((how) => initialise(spec, random(1), how));
    expect(other).toEqual(values);
    return values as Float32Array;
  };
  const deviation = (values: Float32Array) =>
    Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
  expect(deviation(start('encoder/tokens/positions')) / 0.3).toBeCloseTo(1, 0);
  expect(deviation(start('encoder/tokens/cls'))).toBeLessThan(0.05);
  expect(deviation(start('encoder/block1/qkv/kernel')) / Math.sqrt(1 / 8)).toBeCloseTo(1, 0);
  expect(deviation(start('encoder/block1/mlp1/kernel')) / Math.sqrt(2 / 24)).toBeCloseTo(1, 0);
  expect(start('encoder/tokens/mask_token').every((v) => v === 0)).toBe(true);
});

test('patches that do not tile the images are refused by name', () => {
  expect(() => vit.weights(SHAPE, { ...VALUES, patch: 3 })).toThrow('The patch size must divide both sides');
});

/** Losses of a lane that sees the same few images at every step. */
async function lossesOf(given: Readonly<Record<string, unknown>>, steps: number): Promise<number[]> {
  const config = checked({ ...SMALL, steps, ...given });
  let { lane, state } = openLane(config, SHAPE);
  expect(parametersOf(lane)).toBeGreaterThan(0);
  const values = random(7);
  const rows = 2 * (config.batch as number);
  const x = tf.tensor4d(
    Float32Array.from({ length: rows * 64 }, () => values.uniform()),
    [rows, 8, 8, 1],
  );
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const next = step(lane, state, x, config, random(1));
    state = next.state;
    losses.push(await lossOf(next.seen));
    freeObservation(next.seen);
  }
  x.dispose();
  release(state);
  return losses;
}

test('a lane overfits a handful of images', async () => {
  await onBackend('wasm');
  for (const method of ['carp', 'swav', 'dino']) {
    const losses = await lossesOf({ method, lr: 0.005 }, 120);
    expect(losses.at(-1), method).toBeLessThan(0.7 * (losses[0] as number));
  }
});

for (const backend of BACKENDS.filter((name) => name !== 'cpu'))
  test(`${backend} trains it as cpu does`, whereItRuns(backend), async () => {
    await onBackend('cpu');
    const want = await lossesOf({ method: 'carp' }, 4);
    await onBackend(backend);
    const got = await lossesOf({ method: 'carp' }, 4);
    got.forEach((loss, i) => {
      expect(Math.abs(loss / want[i] - 1)).toBeLessThan(1e-4);
    });
  });
