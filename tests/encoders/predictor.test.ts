import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { predicted, predictorWeights } from '../../src/encoders/predictor.ts';
import { vit } from '../../src/encoders/vit.ts';
import type { Weights } from '../../src/train/lane/network.ts';
import { TrainingNetwork } from '../../src/train/lane/training-network.ts';
import { onBackend } from '../backends.ts';
import { normals } from '../math/kernel/kernel-check.ts';

beforeAll(() => onBackend('cpu'));

const VALUES = { patch: 4, width: 8, blocks: 2, heads: 2, mlp_ratio: 2 };
const SHAPE = { height: 8, width: 8, channels: 1 };
const IMAGES = 2;
/** The lower half is hidden from the student. */
const HIDDEN = [0, 0, 1, 1];

const specs = (() => {
  const shape = vit.predictor?.(SHAPE, VALUES, 2);
  if (!shape) throw new Error('the ViT has no predictor');
  return { shape, all: [...vit.weights(SHAPE, VALUES), ...predictorWeights(shape)] };
})();

/** Weights that are normal, the same each time. */
const weights: Weights = (address) => {
  const at = specs.all.findIndex((spec) => spec.address === address);
  const shape = [...(specs.all[at]?.shape ?? [])];
  return tf.mul(normals(shape, at + 1), 0.4);
};

/** The student's features of visible patches, and its predictions of masked ones. */
function looked(images: tf.Tensor4D) {
  const net = new TrainingNetwork([weights, weights], images);
  const hidden = tf.tensor1d(Array.from({ length: IMAGES }, () => HIDDEN).flat());
  const found = vit.tokens?.(net, images, VALUES, { patches: hidden, leftOut: true });
  if (!found) throw new Error('the ViT has no tokens');
  const guessed = predicted(net, found.patches, found.all, hidden, specs.shape);
  const rows = net.eachOwn(found.patches, guessed).arraySync();
  const students = 4 * IMAGES;
  return {
    features: (found.patches.arraySync() as number[][]).slice(students),
    guesses: rows.slice(students).filter((_, i) => HIDDEN[i % 4] === 1),
    teachers: rows.slice(0, students),
    teacherFeatures: (found.patches.arraySync() as number[][]).slice(0, students),
  };
}

const apart = (a: number[][], b: number[][]) =>
  Math.max(...a.flatMap((row, i) => row.map((value, j) => Math.abs(value - (b[i] as number[])[j]))));

/** Images with one half of others. */
function mixed(upper: number, lower: number): tf.Tensor4D {
  const half = (seed: number) => normals([IMAGES, 4, 8, 1], seed) as tf.Tensor4D;
  return tf.concat([half(upper), half(lower)], 1);
}

test('predictions read the visible patches, and nothing of the hidden ones', () => {
  const [plain, elsewhere, other] = [looked(mixed(1, 2)), looked(mixed(1, 3)), looked(mixed(4, 2))];
  expect(apart(plain.guesses, elsewhere.guesses)).toBe(0);
  expect(apart(plain.guesses, other.guesses)).toBeGreaterThan(0.01);
  // the teacher sees everything, and predicts nothing
  expect(plain.teachers).toEqual(plain.teacherFeatures);
  expect(apart(plain.teachers, elsewhere.teachers)).toBeGreaterThan(0.01);
});

test('an encoder with patches left out encodes the others alone', () => {
  const { features } = looked(mixed(1, 2));
  const upper = tf.slice(mixed(1, 2), [0, 0, 0, 0], [IMAGES, 4, 8, 1]);
  const fewer: Weights = (address) => {
    const weight = weights(address);
    return address === 'encoder/tokens/positions' ? tf.slice(weight as tf.Tensor2D, [0, 0], [3, 8]) : weight;
  };
  const net = new TrainingNetwork([fewer], upper);
  const alone = vit.tokens?.(net, upper, VALUES)?.patches.arraySync() as number[][];
  const visible = features.filter((_, i) => HIDDEN[i % 4] === 0);
  expect(apart(visible, alone)).toBeLessThan(1e-5);
});

test('predictions of one image’s masked patches differ by their positions', () => {
  const { guesses } = looked(mixed(1, 2));
  expect(apart([guesses[0] as number[]], [guesses[1] as number[]])).toBeGreaterThan(0.01);
});
