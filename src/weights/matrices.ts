import type { Bytes } from '../formats/bytes.ts';

/** A matrix of a file, which may hold prototypes row by row. */
export interface Matrix {
  /** Where it is in the file, "teacher.head.last_layer.weight_v"; "" for the only array of a file. */
  readonly key: string;
  /** Rows, prototypes. */
  readonly K: number;
  readonly D: number;
  readonly dtype: string;
  /** The reason to take it for prototypes, as one sentence; "" for a matrix that only has the right rank. */
  readonly why: string;
  /** True if the file holds it transposed, as [D, K]. */
  readonly turned: boolean;
  /** Values [K, D], row by row. Throws a `data` TroubleError. */
  read(options?: ReadOptions): Promise<Float32Array>;
}

interface ReadOptions {
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** A file of weights, of which only the list of tensors was read. */
export interface WeightsFile {
  readonly name: string;
  /** "torch", "torch (older form)", "safetensors", "npy", "npz". */
  readonly format: string;
  /** The likeliest first; then those that only have the right rank, in file order. */
  readonly matrices: readonly Matrix[];
  /** Its place in a run, of the numbers `epoch`, `iteration`, `step`: { name: "epoch", value: 100 }. */
  readonly moment?: { readonly name: string; readonly value: number };
  /** Notes for a person: shards, values that were left out. */
  readonly notes: readonly string[];
}

/** Opens a file of weights by its first bytes, whatever its name. Throws a `data` TroubleError. */
export declare function openWeights(bytes: Bytes, name: string): Promise<WeightsFile>;
