import type { Trouble } from '../../base/errors.ts';

/** The two builds of the kernels. `relaxed` uses the fused multiply-add, which some engines lack. */
export type SimdBuild = 'simd' | 'relaxed';

/** For kernels that lack an export which this page knows. */
export const OTHER_BUILD: Trouble = {
  kind: 'data',
  failed: 'The training engine is in two versions',
  why: 'Its kernels were updated after the page was opened.',
  todo: 'Reload the page.',
  reload: true,
};

/** The fastest build that this engine runs; `read` gives the bytes of one. Undefined when the engine lacks SIMD. */
export async function compiledKernels(
  read: (build: SimdBuild) => Promise<BufferSource>,
): Promise<WebAssembly.Module | undefined> {
  return (await compiled(read, 'relaxed')) ?? (await compiled(read, 'simd'));
}

async function compiled(
  read: (build: SimdBuild) => Promise<BufferSource>,
  build: SimdBuild,
): Promise<WebAssembly.Module | undefined> {
  const bytes = await read(build);
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : undefined;
}
