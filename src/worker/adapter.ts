import type { Trouble } from '../base/errors.ts';

/** Names of adapters that run WebGPU on the CPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b/i;

/** The reason for no adapter, or against the one there is. */
interface Doubt {
  /** A sentence without its full stop; empty for hardware. */
  readonly doubt: string;
  /** The way to WebGPU, as a sentence; empty if there is none. */
  readonly help: string;
}

/** The WebGPU adapter of this browser or process. */
export interface Probe extends Doubt {
  /** Absent when WebGPU or an adapter is missing. */
  readonly adapter?: GPUAdapter;
  /** Vendor, architecture and device in words. */
  readonly name: string;
  /** True when the adapter runs on the CPU. */
  readonly software: boolean;
}

const INSECURE: Doubt = {
  doubt: 'WebGPU needs a page opened by https or from localhost',
  help: 'To use WebGPU, open the page by https, or serve it on this computer.',
};
const ABSENT: Doubt = {
  doubt: 'This browser has no WebGPU, or it is switched off',
  help: 'To use WebGPU, switch it on in the browser’s settings. Or use Chrome 113, Edge 113, Safari 26, Firefox 141 or later.',
};
const FORBIDDEN: Doubt = {
  doubt: 'A permissions policy or the frame around the page forbids WebGPU',
  help: 'To use WebGPU, open the page in a tab of its own, or allow "webgpu" in the frame.',
};
const NO_ADAPTER: Doubt = {
  doubt: 'This browser has WebGPU but found no GPU',
  help: 'To use WebGPU, switch on hardware acceleration in the browser’s settings, or update the graphics driver.',
};
const WITHHELD: Doubt = {
  doubt: 'The browser withholds WebGPU after its GPU process crashed',
  help: 'To use WebGPU again, restart the browser.',
};

/** The adapter, or why there is none. `had`: the page has trained on WebGPU before, so that the browser has a GPU. */
export async function probeWebGPU(had = false): Promise<Probe> {
  const none = { name: '', software: false };
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) return { ...none, ...(globalThis.isSecureContext === false ? INSECURE : ABSENT) };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? described(adapter) : { ...none, ...(had ? WITHHELD : NO_ADAPTER) };
  } catch (thrown) {
    return { ...none, ...refusedBy(thrown) };
  }
}

function described(adapter: GPUAdapter): Probe {
  const { vendor, architecture, device, description } = adapter.info;
  const words = [...new Set([vendor, architecture, device, description].filter((word) => word))];
  const name = words.join(' ') || 'unnamed adapter';
  const software = adapter.info.isFallbackAdapter === true || SOFTWARE.test(name);
  return {
    adapter,
    name,
    software,
    doubt: software ? `The WebGPU adapter (${name}) is software` : '',
    help: '',
  };
}

function refusedBy(thrown: unknown): Doubt {
  const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (name === 'NotAllowedError' || name === 'SecurityError') return FORBIDDEN;
  return {
    doubt: `The browser refused WebGPU (${message})`,
    help: 'To use WebGPU, restart the browser or update it.',
  };
}

/** A device with the adapter's own limits, because the default ones are too low for a large run. */
export function deviceOf(adapter: GPUAdapter): Promise<GPUDevice> {
  const { limits } = adapter;
  return adapter.requestDevice({
    requiredLimits: {
      maxBufferSize: limits.maxBufferSize,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize: limits.maxComputeWorkgroupStorageSize,
      maxComputeWorkgroupsPerDimension: limits.maxComputeWorkgroupsPerDimension,
      maxComputeInvocationsPerWorkgroup: limits.maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX: limits.maxComputeWorkgroupSizeX,
    },
  });
}

export function noWebGPU({ doubt, help }: Doubt): Trouble {
  return {
    kind: 'device',
    failed: 'WebGPU is not available',
    why: `${doubt}.`,
    todo: `Remove ?backend=webgpu to train on WebAssembly. ${help}`.trim(),
  };
}
