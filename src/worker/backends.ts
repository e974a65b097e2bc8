import * as tf from '@tensorflow/tfjs';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { ended, type Trouble, TroubleError, troubleOf } from '../base/errors.ts';
import type { BackendChoice, BackendInfo, BackendName } from '../base/messages.ts';
import { attachGpu, attachHeap } from '../math/kernel/kernel.ts';
import { openSimd } from '../math/kernel/simd.ts';
import { wasmHeap } from '../math/kernel/wasm-heap.ts';
import { replaceMatMul } from '../math/kernel/wasm-matmul.ts';
import { checkEngine } from '../math/tfjs/engine.ts';
import { Gpu } from '../math/webgpu/gpu.ts';
import { deviceOf, noWebGPU, type Probe, probeWebGPU } from './adapter.ts';
import type { WasmFiles } from './wasm-files.ts';

/** Bytes of tensors. The wasm heap ends at 4 GiB, and a quarter of it is left for fragments. Plain arrays have no
 *  such limit and get the same. */
const HEAP = 3 * 2 ** 30;

/** The stock backend submits after so many dispatches. It never should, because a step is submitted when it ends. */
const NEVER = 1_000_000;

type Hear = (trouble: Trouble) => void;

/**
 * The open backends of TensorFlow.js: the kernels' memory on wasm, the device and its compiled programs on WebGPU.
 * They stay open for the next session. A worker or process has one such value, because it has one TensorFlow.js. It
 * can be closed, and opened again.
 */
export class Backends {
  private readonly files: WasmFiles;
  private webgpu: { readonly device: GPUDevice; readonly info: BackendInfo } | undefined;
  /** Gives the wasm backend its own matrix product back. Undefined while wasm is closed. */
  private restoreMatMul: (() => void) | undefined;
  /** True once there was a GPU. */
  private had = false;
  /** Hears of the end of the device: the latest session. */
  private hear: Hear = () => {};

  constructor(files: WasmFiles) {
    this.files = files;
  }

  /**
   * Opens the backend that a lane trains on, unless it is open. `auto` takes WebGPU when the adapter is hardware,
   * else wasm, else cpu. Any other choice is never replaced: throws a `device` TroubleError when it does not open.
   * `onLost` hears of a GPU that is lost later. `had`: a GPU was there before. A file that does not load is a `data`
   * TroubleError and makes no choice, since it may load the next time.
   */
  async open(choice: BackendChoice, onLost: Hear, had = false): Promise<BackendInfo> {
    this.had ||= had;
    checkEngine();
    if (choice === 'cpu') return openCpu('You chose plain JavaScript.');
    if (choice === 'wasm') return this.openWasm('You chose WebAssembly.');
    const probe = await probeWebGPU(this.had);
    if (choice === 'webgpu') {
      if (!probe.adapter) throw new TroubleError(noWebGPU(probe));
      return this.openWebGPU(probe, probe.adapter, 'You chose WebGPU.', onLost);
    }
    let { doubt, help } = probe;
    if (probe.adapter && !probe.software) {
      try {
        return await this.openWebGPU(probe, probe.adapter, 'This browser has a GPU.', onLost);
      } catch (thrown) {
        throwUnloaded(thrown);
        doubt = `The GPU did not open (${String(thrown)})`;
        help = '';
      }
    }
    try {
      return await this.openWasm(`${doubt}, so training runs on WebAssembly. ${help}`.trim());
    } catch (thrown) {
      throwUnloaded(thrown);
      return openCpu(`${doubt}, and WebAssembly did not load (${String(thrown)}).`);
    }
  }

  /** Gives the device and the wasm heap back. Dispose of every tensor first, since a closed backend loses its data.
   *  */
  async close(): Promise<void> {
    const device = this.webgpu?.device;
    // Forget the device first, so that its end is not reported as a loss.
    this.webgpu = undefined;
    if (device) {
      await device.queue.onSubmittedWorkDone();
      tf.removeBackend('webgpu');
      device.destroy();
    }
    if (this.restoreMatMul) {
      this.restoreMatMul();
      this.restoreMatMul = undefined;
      const factory = tf.findBackendFactory('wasm');
      tf.removeBackend('wasm');
      // The package registers its factory only while it loads.
      tf.registerBackend('wasm', factory);
    }
  }

  private async openWebGPU(
    probe: Probe,
    adapter: GPUAdapter,
    reason: string,
    onLost: Hear,
  ): Promise<BackendInfo> {
    this.hear = onLost;
    if (this.webgpu) {
      await use('webgpu');
      return { ...this.webgpu.info, reason };
    }
    const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
    const device = await deviceOf(adapter);
    this.watch(device);
    // The package registers a backend of its own, which misses a missing adapter and a lost device.
    if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
    const backend = new WebGPUBackend(device, adapter.info);
    attachGpu(backend, new Gpu(backend, probe.software));
    tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', NEVER);
    tf.registerBackend('webgpu', () => backend, 0);
    await use('webgpu');
    const adapterName = probe.software ? `${probe.name} (software, slow)` : probe.name;
    const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
    const room = { tensor: Math.min(maxBufferSize, maxStorageBufferBindingSize) };
    const info = { name: 'webgpu' as const, adapter: adapterName, software: probe.software, reason, room };
    this.webgpu = { device, info };
    this.had = true;
    return info;
  }

  /** Reports the loss of a device in use. */
  private watch(device: GPUDevice): void {
    void device.lost.then(({ reason, message }) => {
      // Only a device that was closed may end.
      if (reason === 'destroyed' && this.webgpu?.device !== device) return;
      this.lose({
        failed: 'The GPU was reset',
        ...(message && { why: ended(message) }),
      });
    });
    const uncaptured = async (event: GPUUncapturedErrorEvent) => {
      // A lost device often surfaces first as some other error. Wait for the queue, so that the loss is reported as
      // the cause.
      await device.queue.onSubmittedWorkDone().catch(() => {});
      if (this.webgpu?.device !== device) return;
      this.lose({ failed: 'The GPU reported an error', why: ended(event.error.message) });
    };
    device.addEventListener('uncapturederror', uncaptured);
  }

  private lose(trouble: Pick<Trouble, 'failed' | 'why'>): void {
    this.webgpu = undefined;
    const todo = 'Restart the lane. If it happens again, lower K or the batch size, or use ?backend=wasm.';
    this.hear({ kind: 'device', ...trouble, todo });
  }

  private async openWasm(reason: string): Promise<BackendInfo> {
    setWasmPaths(this.files.folder);
    // Threads speed up the stock matrix products alone, and our kernels cannot use the shared memory of threads.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    try {
      await use('wasm');
    } catch (thrown) {
      // TensorFlow.js keeps the cause to itself
      await this.files.check?.();
      throw thrown;
    }
    if (!this.restoreMatMul) {
      const backend = tf.backend() as BackendWasm;
      const simd = await openSimd(backend, this.files.kernels);
      if (!simd) throw new TroubleError(NO_SIMD);
      attachHeap(backend, wasmHeap(backend, simd));
      this.restoreMatMul = replaceMatMul(simd);
    }
    const adapter = 'CPU, SIMD, one thread per lane';
    return { name: 'wasm', adapter, software: false, reason, room: { tensor: HEAP / 2, total: HEAP } };
  }
}

/** Throws what is a file that did not load, in words. */
function throwUnloaded(thrown: unknown): void {
  const trouble = troubleOf(thrown, 'loading the training engine', 'Start again');
  if (trouble.kind === 'data') throw new TroubleError(trouble);
}

const NO_SIMD: Trouble = {
  kind: 'device',
  failed: 'WebAssembly has no SIMD here',
  why: 'Training needs Chrome 91, Firefox 89, Safari 16.4 or later.',
  todo: 'Use a newer browser, or add ?backend=cpu to train slowly in plain JavaScript.',
};

async function openCpu(reason: string): Promise<BackendInfo> {
  await use('cpu');
  const adapter = 'plain JavaScript, slow';
  return { name: 'cpu', adapter, software: false, reason, room: { tensor: HEAP / 2, total: HEAP } };
}

async function use(name: BackendName): Promise<void> {
  const works = await tf.setBackend(name);
  await tf.ready();
  if (!works || tf.getBackend() !== name)
    throw new TroubleError({
      kind: 'device',
      failed: `The ${name} backend did not start`,
      todo: name === 'cpu' ? 'Reload the page.' : 'Reload the page, or choose another with ?backend=cpu.',
    });
}
