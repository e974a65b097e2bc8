import { listed, TroubleError } from '../base/errors.ts';
import type { Bytes } from '../formats/bytes.ts';
import type { ReadOptions } from '../formats/tensor.ts';
import { openImageArrays } from './image-array.ts';
import type { MatrixRows } from './nearest-rows.ts';
import { type Use, useOf } from './use.ts';

/** An opened file with an array that has a row for each image. */
export interface ImagesFile {
  readonly bytes: Bytes;
  readonly name: string;
}

/**
 * The use of prototypes by the images of one array (indices [N], scores [N, K] or embeddings [N, D]), or of two views of
 * them. Throws a `data` TroubleError for a file of several arrays, and for arrays that do not fit.
 */
export async function usedBy(
  [first, second]: readonly [ImagesFile, ImagesFile?],
  prototypes: MatrixRows,
  options: ReadOptions,
): Promise<Use> {
  const winners = await winnersOf(first, prototypes, options);
  return useOf(winners, prototypes.K, second && (await winnersOf(second, prototypes, options)));
}

async function winnersOf(
  { bytes, name }: ImagesFile,
  prototypes: MatrixRows,
  options: ReadOptions,
): Promise<Int32Array> {
  const arrays = await openImageArrays(bytes, name);
  const [array] = arrays;
  if (arrays.length > 1)
    throw new TroubleError({
      kind: 'data',
      failed: 'The file of images holds several arrays',
      why: `It holds ${listed(arrays.map(({ key }) => key))}.`,
      todo: 'Save one of them with numpy.save, and a second view in a file of its own.',
    });
  const [meaning] = array.meanings(prototypes.K, prototypes.D);
  return array.winners(meaning, prototypes, options);
}
