import type { TensorInfo } from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebgpuInside } from '../../../src/math/tfjs/webgpu.ts';
import { Views } from '../../../src/math/webgpu/views.ts';
import { countGpu, counts, difference } from '../../bench/counts.ts';
import { whereItRuns } from '../../where-it-runs.ts';

describe('views of a WebGPU backend', whereItRuns('webgpu'), () => {
  let backend: WebGPUBackend;
  let views: Views;
  beforeAll(async () => {
    countGpu();
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter) throw new Error('no adapter');
    backend = new WebGPUBackend(await adapter.requestDevice(), adapter.info);
    views = new Views(new WebgpuInside(backend));
    return () => {
      backend.dispose();
      backend.device.destroy();
    };
  });

  let whole: TensorInfo;
  beforeEach(() => {
    whole = backend.makeTensorInfo(
      [128],
      'float32',
      Float32Array.from({ length: 128 }, (_, i) => i),
    );
    backend.uploadToGPU(whole.dataId);
  });

  const used = () => backend.bufferManager.numBytesUsed;

  test('are bound as a range of their owner, even views of views', () => {
    const view = views.viewOf(whole.dataId, [64], 64);
    const inner = views.viewOf(view, [2], 0);
    const { buffer } = views.bindingOf(whole.dataId);
    expect(views.bindingOf(inner)).toEqual({ buffer, offset: 256, size: 8 });
    expect(views.ownerOf(inner)).toBe(whole.dataId);
    for (const id of [inner, view, whole.dataId]) backend.disposeData(id);
    expect(used()).toBe(0);
  });

  test('are read as their own values', async () => {
    const view = views.viewOf(whole.dataId, [3], 64);
    expect(await backend.read(view)).toEqual(Float32Array.of(64, 65, 66));
    for (const id of [view, whole.dataId]) backend.disposeData(id);
    expect(used()).toBe(0);
  });

  test('keep the buffer until the last of them is freed', () => {
    const [first, second] = [0, 64].map((offset) => views.viewOf(whole.dataId, [64], offset));
    backend.disposeData(whole.dataId);
    backend.disposeData(first);
    expect(used()).toBe(512);
    backend.disposeData(second);
    expect(used()).toBe(0);
  });

  test('uploads take a pooled buffer, without a staging buffer or a copy', async () => {
    backend.disposeData(whole.dataId);
    const before = counts();
    const next = backend.makeTensorInfo([128], 'float32', new Float32Array(128).fill(7));
    backend.uploadToGPU(next.dataId);
    expect(difference(counts(), before)).toMatchObject({ buffersCreated: 0, copies: 0, writes: 1 });
    expect((await backend.read(next.dataId))[127]).toBe(7);
    backend.disposeData(next.dataId);
  });

  test('integers and truth values are uploaded as int32', async () => {
    const flags = backend.makeTensorInfo([3], 'bool', Uint8Array.of(1, 0, 1));
    const numbers = backend.makeTensorInfo([2], 'int32', Int32Array.of(-5, 9));
    for (const { dataId } of [flags, numbers]) backend.uploadToGPU(dataId);
    expect(Array.from((await backend.read(flags.dataId)) as Uint8Array)).toEqual([1, 0, 1]);
    expect(await backend.read(numbers.dataId)).toEqual(Int32Array.of(-5, 9));
    for (const { dataId } of [flags, numbers, whole]) backend.disposeData(dataId);
    expect(used()).toBe(0);
  });
});
