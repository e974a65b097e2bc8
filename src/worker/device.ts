import * as tf from '@tensorflow/tfjs';
import { type BackendWasm, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type Trouble, TroubleError } from '../base/errors.ts';
import type { BackendChoice, BackendInfo, BackendName } from '../base/messages.ts';
import { useGpu, useSimd } from '../math/kernel/kernel.ts';
import { openSimd, type SimdBuild } from '../math/kernel/simd.ts';
import { replaceMatMul } from '../math/kernel/wasm-matmul.ts';
import { checkEngine } from '../math/tfjs/engine.ts';
import { Gpu } from '../math/webgpu/gpu.ts';

/** Adapters that run WebGPU on the CPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b/i;

interface Probe {
  readonly adapter?: GPUAdapter;
  readonly name: string;
  readonly software: boolean;
  /** Why there is none, or what is wrong with it. */
  readonly why: string;
}

/** The wasm heap ends at 4 GiB; the browser and fragments get a quarter. Plain arrays have no such end: the same. */
const HEAP = 3 * 2 ** 30;

/** Where the wasm backend's files are: the folder of TensorFlow.js' own, and our SIMD kernels. */
export interface WasmFiles {
  readonly folder: string;
  kernels(build: SimdBuild): Promise<BufferSource>;
}

/** The files beside a page, below `base`. */
export function servedWasm(base: string): WasmFiles {
  return {
    folder: `${base}wasm/`,
    kernels: async (build) => {
      const address = `${base}wasm/kernels-${build}.wasm`;
      const response = await fetch(address);
      if (!response.ok) throw new Error(`${address} answered ${response.status}`);
      return response.arrayBuffer();
    },
  };
}

/**
 * Opens the backend a lane trains on. `auto` takes WebGPU when the adapter is hardware, else wasm, else cpu.
 * A forced backend that is not there is a `device` TroubleError,
 * never a silent other one; `onLost` hears of a GPU that goes away later.
 */
export async function openDevice(
  choice: BackendChoice,
  files: WasmFiles,
  onLost: (trouble: Trouble) => void,
): Promise<BackendInfo> {
  checkEngine();
  if (choice === 'cpu') return openCpu('cpu was asked for');
  if (choice === 'wasm') return openWasm(files, 'wasm was asked for');
  const probe = await probeWebGPU();
  if (choice === 'webgpu') {
    if (!probe.adapter) throw new TroubleError(noWebGPU(probe.why));
    return openWebGPU(probe, probe.adapter, 'webgpu was asked for', onLost);
  }
  let why = probe.why;
  if (probe.adapter && !probe.software) {
    try {
      return await openWebGPU(probe, probe.adapter, 'a hardware WebGPU adapter is present', onLost);
    } catch (thrown) {
      why = `the WebGPU device did not open (${String(thrown)})`;
    }
  }
  try {
    return await openWasm(files, `${why}, and wasm is the fastest of the rest`);
  } catch (thrown) {
    return openCpu(`${why}, and wasm did not load (${String(thrown)})`);
  }
}

async function probeWebGPU(): Promise<Probe> {
  const none = { name: '', software: false };
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) return { ...none, why: 'this browser or page has no WebGPU' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { ...none, why: 'WebGPU is there but offers no adapter' };
  const { vendor, architecture, device, description } = adapter.info;
  const words = [...new Set([vendor, architecture, device, description].filter((word) => word))];
  const name = words.join(' ') || 'unnamed adapter';
  const software = adapter.info.isFallbackAdapter === true || SOFTWARE.test(name);
  return { adapter, name, software, why: software ? `the WebGPU adapter (${name}) is software` : '' };
}

function noWebGPU(why: string): Trouble {
  return {
    kind: 'device',
    came: why,
    wanted: 'a WebGPU adapter, since ?backend=webgpu asks for one',
    todo: 'Remove ?backend=webgpu to train on wasm, or use a browser with WebGPU (Chrome or Edge 113, Safari 26, Firefox 141 and later).',
  };
}

/** The device of this worker stays for the next session, and its compiled programs with it. */
let kept: { readonly device: GPUDevice; readonly info: BackendInfo } | undefined;
/** The session that hears of what becomes of it. */
let hear: (trouble: Trouble) => void = () => {};

async function openWebGPU(
  probe: Probe,
  adapter: GPUAdapter,
  reason: string,
  onLost: (trouble: Trouble) => void,
): Promise<BackendInfo> {
  hear = onLost;
  if (kept) {
    await use('webgpu');
    return { ...kept.info, reason };
  }
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const { limits } = adapter;
  const device = await adapter.requestDevice({
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    },
  });
  void device.lost.then(({ reason: cause, message }) => {
    // a device that was given up may go; the one in use may not, whatever the reason
    if (cause === 'destroyed' && kept?.device !== device) return;
    kept = undefined;
    hear({
      kind: 'device',
      came: `the GPU device was lost (${message || 'no reason given'})`,
      wanted: 'a device that stays',
      todo: 'Restart the lane; if it happens again, lower K or the batch size, or use ?backend=wasm.',
    });
  });
  const uncaptured = async (event: GPUUncapturedErrorEvent) => {
    // a device that goes away complains first: the loss is the cause, and has come once the queue answers
    await device.queue.onSubmittedWorkDone().catch(() => {});
    if (kept?.device !== device) return;
    kept = undefined;
    hear({
      kind: 'device',
      came: `a WebGPU error: ${event.error.message}`,
      wanted: 'no error on the device',
      todo: 'Restart the lane; if it happens again, lower K or the batch size, or use ?backend=wasm.',
    });
  };
  device.addEventListener('uncapturederror', uncaptured);
  // the package registers a backend of its own that does not see a missing adapter or a lost device
  if (tf.findBackendFactory('webgpu')) tf.removeBackend('webgpu');
  const backend = new WebGPUBackend(device, adapter.info);
  const gpu = new Gpu(backend, probe.software);
  // a step is submitted when it ends, not every few kernels
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 1_000_000);
  tf.registerBackend('webgpu', () => backend, 0);
  await use('webgpu');
  useGpu(gpu);
  const adapterName = probe.software ? `${probe.name} (software, slow)` : probe.name;
  const { maxBufferSize, maxStorageBufferBindingSize } = device.limits;
  const room = { tensor: Math.min(maxBufferSize, maxStorageBufferBindingSize) };
  const info = { name: 'webgpu' as const, adapter: adapterName, software: probe.software, reason, room };
  kept = { device, info };
  return info;
}

let linked = false;

const NO_SIMD: Trouble = {
  kind: 'device',
  came: 'WebAssembly without SIMD instructions',
  wanted: 'an engine that has them (Chrome 91, Firefox 89, Safari 16.4 and later)',
  todo: 'Use a newer browser, or add ?backend=cpu to train slowly in plain JavaScript.',
};

async function openWasm(files: WasmFiles, reason: string): Promise<BackendInfo> {
  setWasmPaths(files.folder);
  // threads speed up its own matrix products alone, and their shared memory is closed to our kernels
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await use('wasm');
  if (!linked) {
    const simd = await openSimd(tf.backend() as BackendWasm, files.kernels);
    if (!simd) throw new TroubleError(NO_SIMD);
    useSimd(simd);
    replaceMatMul(simd);
  }
  linked = true;
  const adapter = 'SIMD on the processor, one thread a lane';
  return { name: 'wasm', adapter, software: false, reason, room: { tensor: HEAP / 2, total: HEAP } };
}

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
      came: `the ${name} backend did not start`,
      wanted: `TensorFlow.js on ${name}`,
      todo: name === 'cpu' ? 'Reload the page.' : 'Reload the page, or choose another with ?backend=cpu.',
    });
}
