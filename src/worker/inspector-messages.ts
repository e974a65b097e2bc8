import type { Trouble } from '../base/errors.ts';
import type { UniqueEstimate } from '../census/estimate.ts';
import type { GroupedPrototypes } from '../export/groups-csv.ts';
import type { PrototypeCounts } from '../weights/counts.ts';
import type { Matrix, WeightsFile } from '../weights/matrices.ts';
import type { RandomUnique } from '../weights/random-unique.ts';
import type { Use } from '../weights/use.ts';

/** A matrix of a file, without its numbers. */
export type MatrixWords = Pick<Matrix, 'key' | 'K' | 'D' | 'dtype' | 'why' | 'turned'>;

/** The list of a file's matrices, without their numbers. */
export interface ListedWeights extends Omit<WeightsFile, 'matrices'> {
  readonly matrices: readonly MatrixWords[];
}

/** A matrix by its place in its file's list. */
export interface ChosenMatrix {
  readonly file: Blob;
  readonly name: string;
  /** Index into the matrices of the file. */
  readonly matrix: number;
  /** True: rows and columns are exchanged. */
  readonly turned: boolean;
}

/** The rows that pictures show: all, or an even sample. */
export interface DrawnRows {
  /** Number of rows, of K. */
  readonly shown: number;
  /** Angle of each live one in the plane of PC1 and PC2, radians. */
  readonly angles: Float32Array;
  /** Coordinates on PC1 to PC3 at unit length, [shown, 3]; NaN for a dead one. */
  readonly places: Float32Array;
}

/** The estimate before the exact count. */
export type InspectorEstimate = UniqueEstimate;

/** The one thing that a worker is asked to do. */
export type InspectorJob =
  /** Lists a file's matrices. */
  | { readonly type: 'list'; readonly file: Blob; readonly name: string }
  /** Reads a matrix and counts its prototypes. */
  | { readonly type: 'count'; readonly chosen: ChosenMatrix }
  /** Counts the use of a matrix by the images of one array, or of two that are views of the same images. */
  | { readonly type: 'use'; readonly chosen: ChosenMatrix; readonly images: readonly File[] }
  /** Writes some rows of a matrix as an .npy file, in this order. */
  | { readonly type: 'rows'; readonly chosen: ChosenMatrix; readonly keep: readonly number[] }
  /** Writes the groups as CSV. */
  | { readonly type: 'groups'; readonly columns: GroupedPrototypes };

/** The reports of a worker. The last one is `listed`, `done`, `used`, `file` or `failed`. */
export type InspectorReport =
  | { readonly type: 'listed'; readonly weights: ListedWeights }
  /** Share of a stage in 0..1. */
  | { readonly type: 'stage'; readonly doing: 'reading' | 'counting' | 'assigning'; readonly share: number }
  | { readonly type: 'drawn'; readonly rows: DrawnRows; readonly gain?: Float32Array }
  | { readonly type: 'estimate'; readonly estimate: InspectorEstimate }
  | { readonly type: 'counted'; readonly counts: PrototypeCounts }
  | { readonly type: 'random'; readonly random: RandomUnique }
  | { readonly type: 'done' }
  | { readonly type: 'used'; readonly use: Use }
  | { readonly type: 'file'; readonly parts: readonly (string | Uint8Array<ArrayBuffer>)[] }
  | { readonly type: 'failed'; readonly trouble: Trouble };
