import { EPSILONS } from '../../base/epsilons.ts';
import type { Measured } from '../../base/measures.ts';
import { ceiling } from '../../metrics/ceiling.ts';
import { effectiveRank } from '../../metrics/rank.ts';

/** Images whose embeddings make the cloud: four for each prototype, within bounds, so that it takes a moment. */
const [LEAST, MOST] = [1024, 4096];

/** What prototypes that are means of embeddings have to live with. */
export type Cloud = Measured<'end'>;

/** How many of `count` images it takes for K prototypes. */
export function cloudSize(K: number, count: number): number {
  return Math.min(count, MOST, Math.max(LEAST, 4 * K));
}

/** Measures unit embeddings [N, D] for K prototypes. */
export function cloudOf(embeddings: Float32Array, D: number, K: number): Cloud {
  const count = embeddings.length / D;
  return {
    ceiling: ceiling(embeddings, count, D, K, EPSILONS),
    effectiveRank: effectiveRank(embeddings, count, D),
  };
}
