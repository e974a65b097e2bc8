import type * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { byGroup, Gpu, type Program } from '../../../src/math/webgpu/gpu.ts';
import { countGpu, counts, difference } from '../../bench/counts.ts';
import { whereItRuns } from '../../where-it-runs.ts';

test('a number is picked by its group', () => {
  expect(byGroup([3])).toBe('3u');
  expect(byGroup([3, 7])).toBe('select(3u, 7u, g == 1u)');
});

describe('programs on a GPU', whereItRuns('webgpu'), () => {
  let backend: WebGPUBackend;
  let gpu: Gpu;
  beforeAll(async () => {
    countGpu();
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter) throw new Error('no adapter');
    backend = new WebGPUBackend(await adapter.requestDevice(), adapter.info);
    gpu = new Gpu(backend, true);
    return () => {
      backend.dispose();
      backend.device.destroy();
    };
  });

  const input = (values: readonly number[], shape = [values.length]) =>
    backend.makeTensorInfo(shape, 'float32', Float32Array.from(values));
  const read = async (tensor: tf.TensorInfo) =>
    Array.from((await backend.read(tensor.dataId)) as Float32Array);

  const scaling = (count: number): Program => ({
    outputs: { y: 'f32' },
    inputs: { x: 'f32' },
    params: ['scale'],
    workgroup: 4,
    each: ['i', count],
    body: '  y[i] = params.scale * x[i];',
  });

  test('compute their outputs, with uniforms, and stop at the last thread', async () => {
    const [x, y] = [input([1, 2, 3, 4, 5]), gpu.output([5])];
    gpu.clear(y);
    gpu.run('scale 3', () => scaling(3), [y, x], 5, [2]);
    expect(await read(y)).toEqual([2, 4, 6, 0, 0]);
    gpu.free(x);
    gpu.free(y);
  });

  test('are compiled once for a key', async () => {
    const [x, y] = [input([1]), gpu.output([1])];
    gpu.run('scale 1', () => scaling(1), [y, x], 1, [2]);
    const before = counts();
    gpu.run(
      'scale 1',
      () => {
        throw new Error('described again');
      },
      [y, x],
      1,
      [3],
    );
    expect(difference(counts(), before).pipelines).toBe(0);
    expect(await read(y)).toEqual([3]);
  });

  test('are compiled by a rehearsal that runs none of them', async () => {
    const [x, y] = [input([1]), gpu.output([1])];
    const heard: (readonly [number, number])[] = [];
    const before = counts();
    await gpu.compileFor(
      () => gpu.run('rehearsed', () => scaling(1), [y, x], 1, [2]),
      (ready, all) => heard.push([ready, all]),
    );
    expect(heard).toEqual([[1, 1]]);
    expect(difference(counts(), before)).toMatchObject({ pipelines: 1, dispatches: 0 });
    gpu.run('rehearsed', () => scaling(1), [y, x], 1, [2]);
    expect(difference(counts(), before)).toMatchObject({ pipelines: 1, dispatches: 1 });
    expect(await read(y)).toEqual([2]);
  });

  test('spread over a grid when they need more workgroups than a direction has', async () => {
    const count = 65_535 * 4 + 5;
    const y = gpu.output([count]);
    const program = (): Program => ({
      outputs: { y: 'f32' },
      inputs: {},
      workgroup: 4,
      each: ['i', count],
      body: '  y[i] = f32(i);',
    });
    gpu.run('grid', program, [y], count);
    const values = await read(y);
    expect(values.slice(-2)).toEqual([count - 2, count - 1]);
  });

  test('write outputs that share a buffer at the places of each', async () => {
    const { all, at, views } = gpu.outputs([[2], [3]]);
    expect(at).toEqual([0, 64]);
    const program = (): Program => ({
      outputs: { y: 'f32' },
      inputs: {},
      workgroup: 1,
      body: `  y[0] = 1.0; y[1] = 2.0; y[${at[1]}u] = 3.0; y[${at[1]}u + 1u] = 4.0; y[${at[1]}u + 2u] = 5.0;`,
    });
    gpu.run('shared', program, [all], 1);
    expect(await Promise.all(views.map(read))).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    const [first, second] = views.map((view) => gpu.whole(view));
    expect(first.tensor.dataId).toBe(second.tensor.dataId);
    expect([first.from, second.from]).toEqual([0, 64]);
  });

  test('copy ranges between tensors without a dispatch', async () => {
    const [x, y] = [input([1, 2, 3, 4]), gpu.output([4])];
    const before = counts();
    gpu.clear(y);
    gpu.copy(y, [
      { from: x, at: 3, size: 1 },
      { from: x, at: 0, size: 2, skip: 2 },
    ]);
    expect(await read(y)).toEqual([3, 4, 0, 1]);
    expect(difference(counts(), before).dispatches).toBe(0);
  });
});
