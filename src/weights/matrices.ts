import { listed, quoted, TroubleError } from '../base/errors.ts';
import type { Bytes } from '../formats/bytes.ts';
import { isFloat } from '../formats/numbers.ts';
import type { Checkpoint } from '../formats/state.ts';
import { countOf, type ReadOptions, type Tensor } from '../formats/tensor.ts';
import { contentsOf } from './contents.ts';
import { momentOf } from './moment.ts';
import { gainKey, prototypeName } from './prototype-names.ts';
import { shardNotes } from './shards.ts';

/** A matrix of a file, which may hold prototypes row by row. */
export interface Matrix {
  /** Its key in the file, "teacher.head.last_layer.weight_v"; "" for the only array of a file. */
  readonly key: string;
  /** Rows, prototypes. */
  readonly K: number;
  readonly D: number;
  readonly dtype: string;
  /** The reason to take it for prototypes, as one sentence; "" for a matrix that only has the right rank. */
  readonly why: string;
  /** True if the file holds it transposed, as [D, K]. */
  readonly turned: boolean;
  /** Values [K, D], row by row. Throws a `data` TroubleError, and the signal's reason once it aborts. */
  read(options?: ReadOptions): Promise<Float32Array>;
  /** Lengths [K] that the file keeps apart from the directions (weight_g, original0). Throws a `data` TroubleError. */
  gain?(): Promise<Float32Array>;
  /** The same matrix with rows and columns exchanged. */
  exchanged(): Matrix;
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
export async function openWeights(bytes: Bytes, name: string): Promise<WeightsFile> {
  const { format, ...checkpoint } = await contentsOf(bytes, name);
  const notes = shardNotes(name, checkpoint);
  const matrices = ranked(checkpoint.tensors, format);
  if (matrices.length === 0) throw withoutMatrix(checkpoint.tensors, notes);
  const moment = momentOf(checkpoint.numbers);
  return {
    name,
    format,
    matrices,
    ...(moment ? { moment } : {}),
    notes: [...notes, ...leftOut(checkpoint)],
  };
}

/** Lengths of the axes of a matrix, those of length 1 left out. Undefined for a vector and for more axes. */
function axesOf({ shape }: Tensor): readonly [number, number] | undefined {
  const [rows, columns, ...more] = shape.filter((size) => size !== 1);
  return rows && columns && more.length === 0 ? [rows, columns] : undefined;
}

/** All matrices of numbers that can be read. */
function ranked(tensors: readonly Tensor[], format: string): Matrix[] {
  const found = tensors.flatMap((tensor) => {
    const axes = isFloat(tensor.dtype) ? axesOf(tensor) : undefined;
    return axes ? [{ tensor, axes }] : [];
  });
  const byKey = new Map(tensors.map((tensor) => [tensor.key, tensor]));
  return found
    .map(({ tensor, axes }, place) => {
      const named = prototypeName(tensor.key);
      const alone = found.length === 1 && (tensor.key === '' || format === 'npz');
      const why = named?.why ?? (alone ? 'It is the only array of the file.' : '');
      const turned = why !== '' && looksTurned(axes, named?.layer ?? false);
      const gain = byKey.get(gainKey(tensor.key) ?? '');
      const matrix = matrixOf(turned ? tensor.turned() : tensor, why, turned, gain);
      return { matrix, rank: named?.rank ?? (alone ? 0 : Number.POSITIVE_INFINITY), place };
    })
    .sort((a, b) => (a.rank === b.rank ? a.place - b.place : a.rank - b.rank))
    .map(({ matrix }) => matrix);
}

/** Columns of the widest prototypes in use. */
const WIDEST = 4096;

/** True for [D, K]: few rows, in a number that a network's width has, of many columns. The weight of a torch layer has
 *  a row for each output, so its shape must leave no doubt. */
const looksTurned = ([rows, columns]: readonly [number, number], layer: boolean): boolean =>
  rows >= 16 && rows % 8 === 0 && columns >= 4 * rows && (!layer || columns > WIDEST);

function matrixOf(tensor: Tensor, why: string, turned: boolean, gain: Tensor | undefined): Matrix {
  const [K = 0, D = 0] = axesOf(tensor) ?? [];
  const lengths = gain && !turned && countOf(gain.shape) === K ? gain : undefined;
  return {
    key: tensor.key,
    K,
    D,
    dtype: tensor.dtype,
    why,
    turned,
    read: (options) => tensor.read(options),
    ...(lengths ? { gain: () => lengths.read() } : {}),
    exchanged: () => matrixOf(tensor.turned(), why, !turned, gain),
  };
}

const shapeText = ({ key, shape, dtype }: Tensor): string =>
  `${key === '' ? 'an array' : quoted(key, 20)} [${quoted(shape.join(', '))}] of ${quoted(dtype)}`;

/** The refusal of a file whose tensors are no matrices. */
function withoutMatrix(tensors: readonly Tensor[], shards: readonly string[]): TroubleError {
  const shown = listed(tensors.map(shapeText), 2);
  const [shard] = shards;
  return new TroubleError({
    kind: 'data',
    failed: 'The file has no matrix to look at',
    why: shard ?? `Prototypes need a matrix [K, D] of floats, and the file holds ${shown || 'no tensor'}.`,
    todo: shard ? 'Open the file that you get.' : 'Open a file with a matrix, one prototype a row.',
  });
}

/** Notes on what the list of matrices lacks. */
function leftOut({ tensors, placeholders }: Checkpoint): string[] {
  const types = tensors.flatMap((tensor) => (isFloat(tensor.dtype) || !axesOf(tensor) ? [] : tensor.dtype));
  const classes = [...new Set(placeholders.values())];
  return [
    ...(types.length > 0
      ? [
          `Matrices of ${listed([...new Set(types)])} numbers are left out. Dequantise quantised ones to see them.`,
        ]
      : []),
    ...(classes.length > 0
      ? [`Objects of Python are left out, and nothing is ever run: ${listed(classes)}.`]
      : []),
  ];
}
