import type { PartRecord } from './record.ts';

type Part = (record: PartRecord) => Promise<void>;

/** A part of the check. */
export interface PartInfo {
  /** It is cut off after so many seconds. */
  readonly seconds: number;
  /** Loads it. WebGPU is open before: some engines look for it when they are loaded. */
  load(): Promise<Part>;
}

/** In the order in which they run: what a run is for comes first, so that one that is cut short has it. */
export const PARTS: Readonly<Record<string, PartInfo>> = {
  adapter: { seconds: 30, load: async () => (await import('./parts/adapter.ts')).adapter },
  kernels: { seconds: 75, load: async () => (await import('./parts/kernels.ts')).kernels },
  losses: { seconds: 90, load: async () => (await import('./parts/losses.ts')).losses },
  bench: { seconds: 110, load: async () => (await import('./parts/bench.ts')).bench },
  run: { seconds: 90, load: async () => (await import('./parts/run.ts')).run },
  torch: { seconds: 130, load: async () => (await import('./parts/torch.ts')).torch },
  count: { seconds: 60, load: async () => (await import('./parts/count.ts')).count },
  micro: { seconds: 40, load: async () => (await import('./parts/micro.ts')).micro },
  profile: { seconds: 80, load: async () => (await import('./parts/profile.ts')).profile },
};

/** Parts that are only right or wrong: they can share the machine, and run side by side. */
export const TOGETHER: readonly string[] = ['kernels', 'losses'];
