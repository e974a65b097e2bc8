import { listed, quoted, TroubleError } from '../base/errors.ts';
import type { Bytes } from '../formats/bytes.ts';
import { isFloat, isNumber } from '../formats/numbers.ts';
import type { ReadOptions, Tensor } from '../formats/tensor.ts';
import { contentsOf } from './contents.ts';
import { directed, type MatrixRows, nearestRows } from './nearest-rows.ts';

/** The meaning of an array of N images: indices of prototypes [N], their scores or probabilities [N, K], or embeddings
 *  [N, D]. */
type Meaning = 'winners' | 'scores' | 'embeddings';

/** An array with a row for each image, which tells the images' prototypes. */
export interface ImageArray {
  /** Its key in the file; "" for the only array. */
  readonly key: string;
  /** Images. */
  readonly N: number;
  /** Numbers an image, 1 for a vector. */
  readonly columns: number;
  readonly dtype: string;
  /** Its possible meanings beside prototypes [K, D], the likeliest first. Two for K = D, of which the person picks one. Throws a
   *  `data` TroubleError where it can be nothing. */
  meanings(K: number, D: number): readonly [Meaning, ...Meaning[]];
  /** The prototype in 0..K-1 that each image is assigned to, [N]: its index, the first with the highest score, or the
   *  first with the largest cosine. Throws a `data` TroubleError, and the signal's reason once it aborts. */
  winners(meaning: Meaning, prototypes: MatrixRows, options?: ReadOptions): Promise<Int32Array>;
}

/** Numbers of scores that are read at once: 16 MB. */
const MOST_SCORES = 2 ** 22;
/** Multiplications between two looks at the signal. */
const MOST_PRODUCTS = 2 ** 26;

/** Opens assignments or embeddings in any of the formats of weights. Throws a `data` TroubleError. */
export async function openImageArrays(bytes: Bytes, name: string): Promise<readonly ImageArray[]> {
  const { tensors } = await contentsOf(bytes, name);
  const arrays = tensors.flatMap((tensor) => imageArray(tensor) ?? []);
  if (arrays.length > 0) return arrays;
  const shapes = tensors.map(({ shape, dtype }) => `[${quoted(shape.join(', '))}] of ${quoted(dtype)}`);
  throw unusable(`The file holds ${listed(shapes, 2) || 'no array'}.`);
}

function imageArray(tensor: Tensor): ImageArray | undefined {
  // a single image is a row, so axes of length 1 are left out of larger arrays alone
  const rows = tensor.shape.length > 2 ? tensor.squeezed() : tensor;
  const [N = 0, columns = 1] = rows.shape;
  if (N < 1 || rows.shape.length > 2 || columns < 1 || !isNumber(tensor.dtype)) return undefined;
  return {
    key: tensor.key,
    N,
    columns,
    dtype: tensor.dtype,
    meanings: (K, D) => meanings(rows, K, D),
    winners: async (meaning, prototypes, options = {}) => {
      const { K, D } = prototypes;
      if (!meanings(rows, K, D).includes(meaning)) throw unusable(fitting(rows, K, D));
      if (meaning === 'winners') return indices(await rows.read({ ...options, integers: true }), K);
      if (meaning === 'scores')
        return inBlocks(rows, MOST_SCORES, K, options, (scores, count, first) =>
          highest(scores, count, first, K),
        );
      const known = directed(prototypes);
      return inBlocks(
        rows,
        Math.min(MOST_SCORES, Math.max(D, MOST_PRODUCTS / K)),
        D,
        options,
        (vectors, count, first) => nearestRows(vectors, count, first, known),
      );
    },
  };
}

function meanings({ shape, dtype }: Tensor, K: number, D: number): [Meaning, ...Meaning[]] {
  const [, columns] = shape;
  if (columns === undefined || columns === 1) return ['winners'];
  const both: Meaning[] = [];
  if (columns === K) both.push('scores');
  if (columns === D && isFloat(dtype)) both.push('embeddings');
  const [first, ...more] = both;
  if (!first) throw unusable(fitting({ shape, dtype }, K, D));
  return [first, ...more];
}

function fitting({ shape, dtype }: Pick<Tensor, 'shape' | 'dtype'>, K: number, D: number): string {
  const [rows, columns] = shape;
  const turned = rows === K || rows === D ? ' Transpose it, if its columns are images.' : '';
  return `It is [${rows}, ${columns}] of ${dtype}, and the prototypes are [${K}, ${D}].${turned}`;
}

const unusable = (why: string) =>
  new TroubleError({
    kind: 'data',
    failed: 'The array tells nothing about the use of these prototypes',
    why,
    todo: 'Save indices [N], scores [N, K] or embeddings [N, D] of N images with numpy.save.',
  });

/** Reads an array [N, columns] by blocks of rows, of `numbers` numbers or one row, and takes an index of each row. */
async function inBlocks(
  array: Tensor,
  numbers: number,
  columns: number,
  { onProgress, signal }: ReadOptions,
  take: (block: Float32Array, count: number, first: number) => Int32Array,
): Promise<Int32Array> {
  const [N = 0] = array.shape;
  const winners = new Int32Array(N);
  const size = Math.max(1, Math.floor(numbers / columns));
  for (let first = 0; first < N; first += size) {
    const count = Math.min(size, N - first);
    const block = await array
      .rows(first, first + count)
      .read({ ...(signal ? { signal } : {}), integers: true });
    winners.set(take(block, count, first), first);
    onProgress?.((first + count) / N);
  }
  return winners;
}

/** The first column with the highest score of each row. */
function highest(scores: Float32Array, count: number, first: number, K: number): Int32Array {
  const winners = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    let most = Number.NEGATIVE_INFINITY;
    let missing = false;
    for (let k = 0; k < K; k++) {
      const score = scores[i * K + k];
      if (Number.isNaN(score)) missing = true;
      if (score > most) {
        most = score;
        winners[i] = k;
      }
    }
    if (missing || most === Number.NEGATIVE_INFINITY)
      throw new TroubleError({
        kind: 'data',
        failed: `Row ${first + i} of the scores has no highest one`,
        why: 'It has scores that are no numbers.',
        todo: 'Leave such images out, or compute the scores again.',
      });
  }
  return winners;
}

/** Indices as they are in the file. */
function indices(values: Float32Array, K: number): Int32Array {
  const wrong = values.findIndex((value) => !(Number.isInteger(value) && value >= 0 && value < K));
  if (wrong >= 0)
    throw new TroubleError({
      kind: 'data',
      failed: `Image ${wrong} has prototype ${values[wrong]}`,
      why: `Prototypes are counted from 0 to ${K - 1}.`,
      todo: 'Choose the matrix that the array belongs to, or leave such images out.',
    });
  return Int32Array.from(values);
}
