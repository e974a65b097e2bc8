import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { uploadedAs, WebgpuInside } from '../../../src/math/tfjs/webgpu.ts';
import { whereItRuns } from '../../where-it-runs.ts';

test('types are uploaded as 32-bit floats or integers', () => {
  expect((['float32', 'int32', 'bool', 'string', 'complex64'] as const).map(uploadedAs)).toEqual([
    'floats',
    'integers',
    'integers',
    undefined,
    undefined,
  ]);
});

describe('the inside of a WebGPU backend', whereItRuns('webgpu'), () => {
  let backend: WebGPUBackend;
  beforeAll(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    if (!adapter) throw new Error('no adapter');
    backend = new WebGPUBackend(await adapter.requestDevice(), adapter.info);
    return () => {
      backend.dispose();
      backend.device.destroy();
    };
  });

  test('has every field in this version, and the check leaves nothing behind', () => {
    new WebgpuInside(backend);
    expect(backend.numDataIds()).toBe(0);
    expect(backend.bufferManager.numBytesUsed).toBe(0);
  });

  test('is refused by the name of a missing field', () => {
    const changed = new Proxy(backend, { has: (target, key) => key !== 'submitQueue' && key in target });
    expect(() => new WebgpuInside(changed)).toThrow(/TensorFlow.js lacks WebGPUBackend\.submitQueue/);
  });

  test('lends a buffer without giving it away', async () => {
    const inside = new WebgpuInside(backend);
    const owner = inside.create([64], 'float32').dataId;
    inside.upload(owner);
    const borrower = inside.borrow(owner, [4]);
    expect(inside.bufferOf(borrower)).toBe(inside.bufferOf(owner));
    inside.free(borrower);
    expect(backend.bufferManager.numBytesUsed).toBe(256);
    inside.free(owner);
    expect(backend.bufferManager.numBytesUsed).toBe(0);
  });

  test('keeps a buffer that commands use until they are submitted', () => {
    const inside = new WebgpuInside(backend);
    const id = inside.create([4], 'float32').dataId;
    inside.upload(id);
    inside.encoder().clearBuffer(inside.bufferOf(id));
    inside.holdUntilSubmit(id);
    inside.free(id);
    expect(backend.bufferManager.numBytesUsed).toBe(16);
    inside.submit();
    expect(backend.bufferManager.numBytesUsed).toBe(0);
    inside.submit();
  });

  test('pools uniforms again at the submit', () => {
    const inside = new WebgpuInside(backend);
    const buffer = inside.acquire(16, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    inside.releaseAtSubmit(buffer);
    inside.encoder();
    inside.submit();
    expect(inside.acquire(16, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST)).toBe(buffer);
    backend.bufferManager.releaseBuffer(buffer);
  });
});
