import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { ofRank, ofRankOf } from '../../../src/math/kernel/rank.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('cpu'));

test('a tensor of the expected rank is returned itself', () => {
  const x = tf.zeros([2, 3]);
  expect(ofRank(x, 2)).toBe(x);
  expect(ofRank(tf.scalar(1), 0).rank).toBe(0);
  expect(ofRankOf(tf.zeros([1, 1]), x)).toBe(x);
});

test('another rank is an error with the shape', () => {
  expect(() => ofRank(tf.zeros([2, 3]), 1)).toThrow('rank 1 was expected, but its shape is [2,3]');
  expect(() => ofRankOf(tf.zeros([4]), tf.zeros([2, 3]))).toThrow('[2,3] has another rank than [4]');
});

test('a missing tensor is an error', () => {
  expect(() => ofRank(undefined, 2)).toThrow('rank 2 was expected, but there is none');
});
