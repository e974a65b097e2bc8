import type { Trouble } from '../../base/errors.ts';
import type { PrototypeCounts } from '../../weights/counts.ts';
import type { RandomUnique } from '../../weights/random-unique.ts';
import type { Use } from '../../weights/use.ts';
import type { DrawnRows, InspectorEstimate, ListedWeights } from '../../worker/inspector-messages.ts';

/** The count of a matrix, as far as it is. */
export interface MatrixCount {
  readonly phase: 'waiting' | 'reading' | 'counting' | 'comparing' | 'done' | 'cancelled' | 'failed';
  /** Share of the phase that is done, in 0..1. */
  readonly share: number;
  readonly drawn?: DrawnRows;
  /** Lengths that the file keeps apart from the directions, [K]. */
  readonly gain?: Float32Array;
  readonly estimate?: InspectorEstimate;
  readonly counts?: PrototypeCounts;
  readonly random?: RandomUnique;
  readonly trouble?: Trouble;
}

/** The use of a matrix by images, as far as it is counted. */
export interface ImageUse {
  /** Names of the files of images: one array, or two views. */
  readonly names: readonly string[];
  /** Share of the images that are assigned, in 0..1. */
  readonly share: number;
  readonly use?: Use;
  readonly trouble?: Trouble;
}

/** An opened file, with the matrix of it that is looked at. A file can be open more than once. */
export interface OpenFile {
  readonly id: number;
  readonly file: File;
  /** Undefined while its list of matrices is read. */
  readonly weights?: ListedWeights;
  /** The reason why it could not be opened. */
  readonly trouble?: Trouble;
  /** Index into the matrices of the file. Undefined where none of them looks like prototypes. */
  readonly matrix?: number;
  /** True: rows and columns are exchanged. */
  readonly turned: boolean;
  readonly count?: MatrixCount;
  readonly images?: ImageUse;
}
