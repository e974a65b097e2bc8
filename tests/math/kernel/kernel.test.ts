import * as tf from '@tensorflow/tfjs';
import { expect, test, vi } from 'vitest';
import { answered, compileFor, defineKernel, submit } from '../../../src/math/kernel/kernel.ts';
import type { Program } from '../../../src/math/webgpu/gpu.ts';
import { BACKENDS, onBackend } from '../../backends.ts';
import { whereItRuns } from '../../where-it-runs.ts';

/** Adds up tensors of four floats and names the form that did so. */
const forms: string[] = [];
const addKernel = defineKernel<
  { readonly list: readonly tf.Tensor1D[] },
  { readonly scale: number },
  [sum: tf.Tensor1D, twice: tf.Tensor1D]
>('TestAdd', {
  composed: ({ list }, { scale }) => {
    forms.push('composed');
    const sum = tf.mul(scale, tf.addN([...list]));
    return [sum, tf.mul(2, sum)];
  },
  wasm: ({ list }, { scale }, heap) => {
    forms.push('wasm');
    const out = [heap.output([4]), heap.output([4])];
    const views = out.map((tensor) => heap.view(tensor).fill(0));
    for (const x of list)
      heap.view(x).forEach((value, i) => {
        views[0][i] += scale * value;
        views[1][i] += 2 * scale * value;
      });
    return out;
  },
  webgpu: ({ list }, { scale }, gpu) => {
    forms.push('webgpu');
    const out = gpu.outputs([[4], [4]]);
    const names = list.map((_, i) => `x${i}`);
    const program = (): Program => ({
      outputs: { y: 'f32' },
      inputs: Object.fromEntries(names.map((name) => [name, 'f32' as const])),
      params: ['scale'],
      workgroup: 4,
      each: ['i', 4],
      body: `  let sum = params.scale * (${names.map((name) => `${name}[i]`).join(' + ')});
  y[${out.at[0]}u + i] = sum; y[${out.at[1]}u + i] = 2.0 * sum;`,
    });
    gpu.run(`test add ${list.length}`, program, [out.all, ...list], 4, [scale]);
    return [...out.views];
  },
});

for (const name of BACKENDS)
  test(
    `an op runs in the form of its backend, ${name}, and leaves its outputs alone`,
    whereItRuns(name),
    async () => {
      await onBackend(name);
      forms.length = 0;
      const list = [tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([10, 20, 30, 40])];
      const before = tf.memory().numTensors;
      const [sum, twice] = addKernel({ list }, { scale: 2 });
      expect(forms).toEqual([name === 'cpu' ? 'composed' : name]);
      expect(Array.from(await sum.data())).toEqual([22, 44, 66, 88]);
      expect(Array.from(await twice.data())).toEqual([44, 88, 132, 176]);
      expect(tf.memory().numTensors).toBe(before + 2);
      tf.dispose([sum, twice, list]);
    },
  );

test.each(['wasm', 'webgpu'])('a %s backend that was not opened is refused', (name) => {
  const { kernelFunc } = tf.getKernel('TestAdd', name);
  expect(() => kernelFunc({ inputs: {}, attrs: { scale: 1 }, backend: {} })).toThrow('was not opened');
});

test('a backend without a GPU has nothing to submit, compile or wait for', async () => {
  await onBackend('cpu');
  const work = vi.fn();
  submit();
  await compileFor(work, work);
  await answered();
  expect(work).not.toHaveBeenCalled();
});
