import { EPSILONS } from '../../base/epsilons.ts';
import type { Measured } from '../../base/measures.ts';
import { embeddingDiversity } from '../../metrics/embedding-diversity.ts';
import { effectiveRank } from '../../metrics/rank.ts';

/**
 * Bounds on the images of a cloud, which would be four for each prototype: more take too long, fewer say too little.
 */
const [LEAST, MOST] = [1024, 4096];

/** Spread of the embeddings. */
export type Cloud = Pick<Measured<'end'>, 'embeddingDiversity' | 'effectiveRank'>;

/** Number of images, of `count`, that make a cloud for K prototypes. */
export function cloudSize(K: number, count: number): number {
  return Math.min(count, MOST, Math.max(LEAST, 4 * K));
}

/** Measures unit embeddings [N, D] for K prototypes. */
export function cloudOf(embeddings: Float32Array, D: number, K: number): Cloud {
  const count = embeddings.length / D;
  return {
    embeddingDiversity: embeddingDiversity(embeddings, count, D, K, EPSILONS),
    effectiveRank: effectiveRank(embeddings, count, D),
  };
}
