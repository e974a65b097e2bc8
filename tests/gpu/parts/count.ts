import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { EPSILONS } from '../../../src/base/epsilons.ts';
import { random } from '../../../src/base/random.ts';
import { Census } from '../../../src/census/census.ts';
import { gpuStripe } from '../../../src/census/gpu-stripe.ts';
import { localStripe } from '../../../src/census/local-stripe.ts';
import { compiledKernels } from '../../../src/math/kernel/kernel-build.ts';
import { wasmFiles } from '../../../src/node/wasm-files.ts';
import { countPrototypes, type PrototypeCounts } from '../../../src/weights/counts.ts';
import { deviceOf } from '../../../src/worker/adapter.ts';
import { useBackend } from '../device.ts';
import { round } from '../numbers.ts';
import type { PartRecord } from '../record.ts';
import { askTorch } from '../torch.ts';

/** The count by PyTorch: torch_cuda.py's answer. */
interface TorchCount {
  readonly unique: readonly number[];
  readonly ms: number;
  readonly device: string;
}

export interface CountFound {
  readonly ms: number;
  readonly slices: number;
  readonly gflops: number;
  readonly epsilons: readonly number[];
  readonly unique: readonly number[];
  /** The reason why PyTorch did not count, where it did not. */
  readonly beside: TorchCount | { readonly failure: string } | undefined;
  /** Largest distance of the two counts. */
  readonly difference: number | undefined;
}

/** Fewer prototypes are not worth the start of PyTorch. */
const BESIDE = 20_000;
const SLICE = 1000;

/** Counting the unique prototypes of 65,536, and the same counts by PyTorch. */
export async function count(record: PartRecord): Promise<void> {
  await useBackend('webgpu', record);
  const sizes: readonly (readonly [number, number])[] = record.quick
    ? [[1000, 32]]
    : [
        [8192, 256],
        [65536, 256],
      ];
  for (const [K, D] of sizes)
    for (const [name, rows] of Object.entries(rowsOf(K, D)))
      await record.item(`census, ${name}, K ${K}, D ${D}`, async (): Promise<CountFound> => {
        // the other process answers first, so that the two do not share the GPU while they are timed
        const beside = K < BESIDE ? undefined : await besideTorch(record, rows, K, D);
        const own = await counted(record, rows, K, D);
        const theirs = beside && 'unique' in beside ? beside.unique : undefined;
        const difference = theirs && Math.max(...own.unique.map((unique, i) => Math.abs(unique - theirs[i])));
        return { ...own, beside, difference };
      });
  for (const [K, D] of sizes)
    for (const [name, rows] of Object.entries(rowsOf(K, D)))
      await record.item(`checkpoint, ${name}, K ${K}, D ${D}`, () => pairsCounted(rows, K, D));
}

/** The pairs of a checkpoint's prototypes on the GPU (census/gpu-stripe.ts), and where that is short, by the kernels of wasm. */
async function pairsCounted(rows: Float32Array, K: number, D: number): Promise<CountFound> {
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  const kernels = await compiledKernels(wasmFiles().kernels);
  if (!adapter || !kernels) throw new Error('no adapter, or no SIMD in Node');
  const gpu = gpuStripe(await deviceOf(adapter), kernels);
  const from = performance.now();
  const found = await countPrototypes(rows, K, D, { stripes: [gpu] });
  const ms = performance.now() - from;
  gpu.close();
  const atGrid = ({ epsilons, unique }: PrototypeCounts) =>
    EPSILONS.map((epsilon) => unique[epsilons.indexOf(epsilon)] ?? Number.NaN);
  const unique = atGrid(found);
  // the count is exact on both: any difference is a fault
  const expected =
    K < BESIDE ? await countPrototypes(rows, K, D, { stripes: [localStripe(kernels)] }) : undefined;
  return {
    ms: round(ms),
    slices: 1,
    gflops: round((K * K * D) / ms / 1e6),
    epsilons: [...EPSILONS],
    unique,
    beside: undefined,
    difference:
      expected && Math.max(...atGrid(expected).map((count, e) => Math.abs(count - (unique[e] ?? 0)))),
  };
}

/** Random directions, and directions half of which are copies of others, more or less exact. */
function rowsOf(K: number, D: number): Readonly<Record<string, Float32Array>> {
  const source = random(3);
  const directions = Float32Array.from({ length: K * D }, () => source.normal());
  const clustered = directions.slice();
  for (let k = K / 2; k < K; k++) {
    if (k % 3 === 0) continue;
    const centre = (k * 7) % Math.floor(K / 4);
    for (let d = 0; d < D; d++)
      clustered[k * D + d] = directions[centre * D + d] + 0.12 * (k % 9) * directions[k * D + d];
  }
  return { 'random directions': directions, 'half clustered': clustered };
}

async function besideTorch(
  { folder, left }: PartRecord,
  rows: Float32Array,
  K: number,
  D: number,
): Promise<CountFound['beside']> {
  const file = join(folder, 'rows.bin');
  writeFileSync(file, new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
  try {
    return (await askTorch(['count', file, `${K}`, `${D}`, EPSILONS.join(',')], left)) as TorchCount;
  } catch (thrown) {
    return { failure: String(thrown).slice(0, 300) };
  } finally {
    rmSync(file);
  }
}

async function counted(record: PartRecord, rows: Float32Array, K: number, D: number) {
  const census = new Census(tf.tensor2d(rows, [K, D]), [new Uint8Array(K).fill(1)], 0);
  const from = performance.now();
  let slices = 0;
  while (!census.done && record.left > 5) {
    await census.advance(SLICE, () => performance.now());
    slices++;
  }
  const ms = performance.now() - from;
  if (!census.done) throw new Error(`not done after ${Math.round(ms)} ms: share ${census.share}`);
  const { unique, dead, uniformity } = census.collapse();
  census.dispose();
  return {
    ms: round(ms),
    slices,
    gflops: round((K * K * D) / ms / 1e6),
    epsilons: [...EPSILONS],
    unique: [...unique],
    dead,
    uniformity,
  };
}
