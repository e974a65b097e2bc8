import type * as tf from '@tensorflow/tfjs';

interface ByRank {
  readonly 0: tf.Scalar;
  readonly 1: tf.Tensor1D;
  readonly 2: tf.Tensor2D;
  readonly 3: tf.Tensor3D;
  readonly 4: tf.Tensor4D;
}

/** `x`, typed by its rank, for a tensor whose type was lost in a record. Throws an Error when `x` is missing or has
 *  another rank. */
export function ofRank<R extends keyof ByRank>(x: tf.Tensor | undefined, rank: R): ByRank[R] {
  if (x === undefined) throw new Error(`a tensor of rank ${rank} was expected, but there is none`);
  if (!hasRank(x, rank))
    throw new Error(`a tensor of rank ${rank} was expected, but its shape is [${x.shape}]`);
  return x;
}

/** `x`, typed as `like`. Throws an Error when their ranks differ. */
export function ofRankOf<T extends tf.Tensor>(like: T, x: tf.Tensor): T {
  if (!sharesRank(like, x)) throw new Error(`[${x.shape}] has another rank than [${like.shape}]`);
  return x;
}

function sharesRank<T extends tf.Tensor>(like: T, x: tf.Tensor): x is T {
  return x.rank === like.rank;
}

function hasRank<R extends keyof ByRank>(x: tf.Tensor, rank: R): x is ByRank[R] {
  return x.rank === rank;
}
