import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { random } from '../../src/base/random.ts';
import { wasmFiles } from '../../src/node/wasm-files.ts';
import { checked } from '../../src/train/lane/menu.ts';
import { openLane } from '../../src/train/lane/open.ts';
import { release } from '../../src/train/lane/state.ts';
import { freeObservation, lossOf } from '../../src/train/step/observation.ts';
import { step } from '../../src/train/step/step.ts';
import { Backends } from '../../src/worker/backends.ts';
import { servedWasm, type WasmFiles } from '../../src/worker/wasm-files.ts';
import { countGpu, counts, difference } from '../bench/counts.ts';
import { whereItRuns } from '../where-it-runs.ts';

// No other test of this file's process may hold a backend: these open and close them.
const backends = new Backends(wasmFiles());
const silent = () => {};

afterEach(() => backends.close());

/** Losses of two steps of a small lane, which leaves nothing behind. */
async function train(): Promise<number[]> {
  const shape = { height: 12, width: 12, channels: 1 };
  const config = checked({ batch: 8, K: 16, D: 8, 'head.hidden': 16, prototypes: 'decoupled' });
  let { lane, state } = openLane(config, shape);
  const losses: number[] = [];
  for (let i = 0; i < 2; i++) {
    const source = random(7).fork(`images ${i}`);
    const images = tf.tensor4d(
      Float32Array.from({ length: 16 * 144 }, () => source.uniform()),
      [16, 12, 12, 1],
    );
    const next = step(lane, state, images, config, random(1));
    state = next.state;
    losses.push(await lossOf(next.seen));
    freeObservation(next.seen);
    images.dispose();
  }
  release(state);
  return losses;
}

describe.each(['cpu', 'wasm', 'webgpu'] as const)('%s', (name) => {
  test('trains as before after it was closed and opened again, and leaves no tensor', {
    timeout: 120_000,
    ...whereItRuns(name),
  }, async () => {
    await backends.open(name, silent);
    const first = await train();
    expect(tf.memory().numTensors).toBe(0);
    expect(tf.backend().numDataIds()).toBe(0);
    await backends.close();
    await backends.open(name, silent);
    expect(await train()).toEqual(first);
    expect(tf.memory().numTensors).toBe(0);
    expect(tf.backend().numDataIds()).toBe(0);
  });
});

describe('wasm', () => {
  test('has its own matrix product after closing, and a new heap after opening', async () => {
    const stock = tf.getKernel('BatchMatMul', 'wasm').kernelFunc;
    await backends.open('wasm', silent);
    const backend = tf.backend();
    expect(tf.getKernel('BatchMatMul', 'wasm').kernelFunc).not.toBe(stock);
    await backends.close();
    expect(tf.getKernel('BatchMatMul', 'wasm').kernelFunc).toBe(stock);
    await backends.open('wasm', silent);
    expect(tf.backend()).not.toBe(backend);
  });

  test('is opened once for several sessions', async () => {
    await backends.open('wasm', silent);
    const backend = tf.backend();
    await backends.open('cpu', silent);
    await backends.open('wasm', silent);
    expect(tf.backend()).toBe(backend);
  });

  test('is not opened by two owners at the same time', async () => {
    await backends.open('wasm', silent);
    await expect(new Backends(wasmFiles()).open('wasm', silent)).rejects.toThrow(/open already/);
  });
});

describe('auto', () => {
  const refusing = (kernels: WasmFiles['kernels']) => new Backends({ ...wasmFiles(), kernels });

  test('takes no other backend for a file that does not load', async () => {
    const files = servedWasm('http://127.0.0.1:9/');
    await expect(refusing(files.kernels).open('auto', silent)).rejects.toMatchObject({
      trouble: {
        kind: 'data',
        failed: 'The training engine did not load',
        why: expect.stringContaining('no answer'),
      },
    });
  });

  test('takes no other backend for kernels of another build', async () => {
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    await expect(refusing(async () => empty).open('auto', silent)).rejects.toMatchObject({
      trouble: { kind: 'data', reload: true },
    });
  });
});

describe('webgpu', { timeout: 120_000, ...whereItRuns('webgpu') }, () => {
  test('destroys every buffer and its device when it closes, and reports no loss', async () => {
    countGpu();
    const destroy = vi.spyOn(GPUBuffer.prototype, 'destroy');
    const end = vi.spyOn(GPUDevice.prototype, 'destroy');
    const lost = vi.fn();
    const before = counts();
    await backends.open('webgpu', lost);
    await train();
    await backends.close();
    const { buffersCreated } = difference(counts(), before);
    expect(buffersCreated).toBeGreaterThan(0);
    expect(new Set(destroy.mock.contexts).size).toBe(buffersCreated);
    expect(end).toHaveBeenCalledTimes(1);
    await Promise.resolve();
    expect(lost).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test('keeps its device and its programs for the next session', async () => {
    countGpu();
    await backends.open('webgpu', silent);
    await train();
    const before = counts();
    await backends.open('webgpu', silent);
    await train();
    expect(difference(counts(), before).pipelines).toBe(0);
  });

  test('reports a lost device to the latest session, and opens another next time', async () => {
    const [first, second] = [vi.fn(), vi.fn()];
    await backends.open('webgpu', first);
    const devices = vi.spyOn(GPUAdapter.prototype, 'requestDevice');
    const told = new Promise((resolve) => second.mockImplementation(resolve));
    await backends.open('webgpu', second);
    expect(devices).not.toHaveBeenCalled();
    const backend = tf.backend();
    if (!(backend instanceof WebGPUBackend)) throw new Error('another backend');
    backend.device.destroy();
    expect(await told).toMatchObject({ kind: 'device', failed: 'The GPU was reset' });
    expect(first).not.toHaveBeenCalled();
    await backends.open('webgpu', silent);
    expect(devices).toHaveBeenCalledTimes(1);
    expect((await train()).every(Number.isFinite)).toBe(true);
    vi.restoreAllMocks();
  });
});
