import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { headNorms, headOutputs, headWeights } from '../../src/encoders/head.ts';
import { evaluating } from '../../src/train/lane/network.ts';
import { onBackend } from '../backends.ts';
import { normals } from '../math/kernel/kernel-check.ts';

beforeAll(() => onBackend('cpu'));

const VALUES = { hidden: 6, output_norm: 'auto', embedding: 'auto' } as const;

test('features become outputs [N, D] by the weights and norms that the head names', () => {
  const shapes = new Map<string, readonly number[]>(
    headWeights('head', 5, 3, VALUES).map(({ address, shape }) => [address, shape]),
  );
  for (const [address, channels] of Object.entries(headNorms('head', 3, VALUES, 'batchnorm')))
    for (const statistic of ['running_mean', 'running_var'])
      shapes.set(`${address}/${statistic}`, [channels]);
  const network = evaluating((address) => {
    const shape = shapes.get(address);
    if (!shape) throw new Error(`no weight at ${address}`);
    return address.endsWith('running_var') ? tf.ones([...shape]) : normals([...shape], 1);
  });
  const features = normals([4, 5], 2) as tf.Tensor2D;
  for (const norm of ['none', 'batchnorm'] as const)
    expect(headOutputs('head', network, features, norm).shape).toEqual([4, 3]);
});

test('BatchNorm on the output is a norm of the head, whitening is none', () => {
  expect(headNorms('head', 3, VALUES, 'batchnorm')).toEqual({ 'head/dense1': 6, 'head/output': 3 });
  expect(headNorms('head', 3, VALUES, 'whiten')).toEqual({ 'head/dense1': 6 });
});
