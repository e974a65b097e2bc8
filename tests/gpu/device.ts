import { said } from '../../src/base/errors.ts';
import type { BackendInfo, BackendName } from '../../src/base/messages.ts';
import { backends } from '../../src/node/backends.ts';
import type { PartRecord } from './record.ts';

/** Opens a backend as the engine does; a device that goes away later is recorded. */
export function useBackend(name: BackendName, record: PartRecord): Promise<BackendInfo> {
  return backends.open(name, (trouble) => record.trouble(said(trouble)));
}

export async function findAdapter(): Promise<GPUAdapter> {
  const found = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!found) throw new Error('no WebGPU adapter');
  return found;
}

/** A device beside the engine's own, for measurements that need none of it. */
export async function freshDevice(requiredFeatures: readonly GPUFeatureName[] = []): Promise<GPUDevice> {
  return (await findAdapter()).requestDevice({ requiredFeatures: [...requiredFeatures] });
}

/** The device that a backend of TensorFlow.js works on. */
export function deviceOf(backend: object): GPUDevice {
  if (!('device' in backend) || !(backend.device instanceof GPUDevice))
    throw new Error('the backend has no GPUDevice');
  return backend.device;
}

/** Limits are getters of a prototype, which JSON does not see. */
export function limitsOf(limits: GPUSupportedLimits): Record<string, number> {
  const names = Object.keys(Object.getPrototypeOf(limits)) as (keyof GPUSupportedLimits)[];
  return Object.fromEntries(
    names.flatMap((name) => (typeof limits[name] === 'number' ? [[name, limits[name]]] : [])),
  );
}
