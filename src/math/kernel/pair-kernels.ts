import { TroubleError } from '../../base/errors.ts';
import { OTHER_BUILD } from './kernel-build.ts';
import type { SimdKernels } from './simd-kernels.ts';

type Pointer = number;

/** The exports of assembly/pairs.ts, gemm16.ts and gemm.ts that count prototypes, documented there. */
interface PairKernels extends Pick<SimdKernels, 'gemm' | 'gemmScratch'> {
  depth16(depth: number): number;
  quantise(
    a: Pointer,
    rows: number,
    depth: number,
    inverse: Pointer,
    out: Pointer,
    inverse16: Pointer,
    lost: Pointer,
  ): void;
  pack16(a: Pointer, rows: number, wide: number, out: Pointer): void;
  pairs(
    a: Pointer,
    a16: Pointer,
    rows: number,
    depth: number,
    inverse: Pointer,
    inverse16: Pointer,
    words: Pointer,
    first: Pointer,
    nearest: Pointer,
    nearestAt: Pointer,
    sums: Pointer,
    firstRow: number,
    b: Pointer,
    panels: Pointer,
    columns: number,
    columnInverse: Pointer,
    columnInverse16: Pointer,
    columnWords: Pointer,
    columnIndex: Pointer,
    columnNearest: Pointer,
    columnNearestAt: Pointer,
    limits: Pointer,
    count: number,
    grid: Pointer,
    grids: number,
    slack: number,
    diagonal: boolean,
    scratch: Pointer,
  ): void;
  pairsScratch(rows: number): number;
  distances(
    a16: Pointer,
    rows: number,
    depth: number,
    inverse16: Pointer,
    panels: Pointer,
    columns: number,
    columnInverse16: Pointer,
    limits: Pointer,
    count: number,
    counts: Pointer,
    scratch: Pointer,
  ): void;
}

const KERNELS: readonly (keyof PairKernels)[] = [
  'gemm',
  'gemmScratch',
  'depth16',
  'quantise',
  'pack16',
  'pairs',
  'pairsScratch',
  'distances',
];

/** Kernels on a memory of their own. */
export interface OwnMemory {
  readonly kernels: PairKernels;
  readonly memory: WebAssembly.Memory;
  /** Makes the memory as large. Throws a `data` TroubleError when there is not as much. */
  reserve(bytes: number): void;
}

const PAGE = 65_536;
/** Bytes that a wasm memory can have. */
const MOST = 2 ** 32;

/** A memory with the kernels of a module linked to it (`compiledKernels`). */
export function ownMemory(module: WebAssembly.Module): OwnMemory {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
  if (!hasPairKernels(kernels)) throw new TroubleError(OTHER_BUILD);
  return { kernels, memory, reserve: (bytes) => reserve(memory, bytes) };
}

function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const pages = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  try {
    if (pages > 0) memory.grow(pages);
  } catch {
    throw new TroubleError({
      kind: 'data',
      failed: 'The matrix does not fit into memory',
      why:
        bytes > MOST
          ? 'WebAssembly gives one thread at most 4 GB.'
          : `The browser did not give ${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MB.`,
      todo: 'Close other tabs, or use proto-playground inspect in a shell.',
    });
  }
}

function hasPairKernels(exports: object): exports is PairKernels {
  return KERNELS.every((name) => name in exports);
}
