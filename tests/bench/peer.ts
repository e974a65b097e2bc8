import type { WasmFiles } from '../../src/worker/wasm-files.ts';
import type { Problem } from './problem.ts';

export type Backend = 'webgpu' | 'wasm' | 'cpu';
/** Ways to run PyTorch on a GPU: op by op, one captured graph a step, and op by op on rounded inputs. */
export const TORCH_MODES = ['eager', 'graph', 'tf32'] as const;
export type TorchMode = (typeof TORCH_MODES)[number];
export type PeerName = 'ours' | 'idiomatic' | 'jax-js' | 'pytorch' | `pytorch ${TorchMode}`;

/** A lane open in one engine. */
export interface Peer {
  /** The backend that it runs on, as the engine names it. */
  readonly adapter: string;
  readonly software: boolean;
  /** Asks for the next step; it need not be done on return. */
  step(): void;
  /** The last step's loss, once that step is done. */
  loss(): Promise<number>;
}

export type OpenPeer = (problem: Problem, backend: Backend, files: WasmFiles) => Promise<Peer>;

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|microsoft basic render|\bwarp\b/i;

/** The adapter an engine gets when it asks for one itself. */
export async function adapterName(): Promise<{ adapter: string; software: boolean }> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no WebGPU adapter');
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name = [...new Set([vendor, architecture, device, description])].filter((word) => word).join(' ');
  return { adapter: name, software: isFallbackAdapter === true || SOFTWARE.test(name) };
}
