import type { Trouble } from '../base/errors.ts';

/** Names of adapters that run WebGPU on the CPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b/i;

/** The WebGPU adapter of this browser or process. */
export interface Probe {
  /** Absent when WebGPU or an adapter is missing. */
  readonly adapter?: GPUAdapter;
  /** Vendor, architecture and device in words. */
  readonly name: string;
  /** True when the adapter runs on the CPU. */
  readonly software: boolean;
  /** The reason for no adapter or against it; empty for hardware. A sentence without its full stop. */
  readonly doubt: string;
}

export async function probeWebGPU(): Promise<Probe> {
  const none = { name: '', software: false };
  const gpu = (globalThis.navigator as Navigator | undefined)?.gpu;
  if (!gpu) return { ...none, doubt: 'This browser or page has no WebGPU' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter) return { ...none, doubt: 'This browser has WebGPU but found no GPU' };
  const { vendor, architecture, device, description } = adapter.info;
  const words = [...new Set([vendor, architecture, device, description].filter((word) => word))];
  const name = words.join(' ') || 'unnamed adapter';
  const software = adapter.info.isFallbackAdapter === true || SOFTWARE.test(name);
  return { adapter, name, software, doubt: software ? `The WebGPU adapter (${name}) is software` : '' };
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

export function noWebGPU(doubt: string): Trouble {
  return {
    kind: 'device',
    failed: 'WebGPU is not available',
    why: `${doubt}.`,
    todo: 'Remove ?backend=webgpu to train on WebAssembly. Or use Chrome 113, Edge 113, Safari 26, Firefox 141 or later.',
  };
}
