import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { checkEngine, runKernel, stockKernel, tidyAsync } from '../../../src/math/tfjs/engine.ts';
import { onBackend } from '../../backends.ts';

beforeAll(() => onBackend('cpu'));

test('the engine of this version has every field', () => {
  expect(checkEngine).not.toThrow();
});

test('a kernel gets its inputs and attributes unchanged, even lists', () => {
  const heard: unknown[] = [];
  tf.registerKernel({
    kernelName: 'Echo',
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs }) => {
      heard.push(inputs, attrs);
      return [];
    },
  });
  const inputs = { list: [tf.scalar(1), tf.scalar(2)] };
  const attributes = { places: [{ at: 1 }] };
  expect(runKernel('Echo', inputs, attributes)).toEqual([]);
  expect(heard).toEqual([inputs, attributes]);
  expect(heard[0]).toBe(inputs);
  tf.unregisterKernel('Echo', 'cpu');
  tf.dispose(inputs.list);
});

test('a kernel that the backend lacks is an error with its name', () => {
  expect(() => runKernel('NoSuchKernel', {}, {})).toThrow(/NoSuchKernel/);
});

test('a kernel of TensorFlow.js runs by its name', async () => {
  const x = tf.tensor1d([1, -2]);
  const y = stockKernel('Abs', { x }, {});
  expect(Array.from(await y.data())).toEqual([1, 2]);
  tf.dispose([x, y]);
});

test('asynchronous work leaves no tensor, whether it succeeds or fails', async () => {
  const before = tf.memory().numTensors;
  const value = await tidyAsync(async () => {
    const x = tf.tensor1d([3]);
    await x.data();
    return (await tf.add(x, 1).data())[0];
  });
  expect(value).toBe(4);
  await expect(
    tidyAsync(async () => {
      await tf.scalar(1).data();
      throw new Error('no luck');
    }),
  ).rejects.toThrow('no luck');
  expect(tf.memory().numTensors).toBe(before);
});
