import * as tf from '@tensorflow/tfjs';
import type { Images } from '../base/images.ts';
import { EPSILONS } from '../base/messages.ts';
import { normaliseRows } from '../math/sphere.ts';
import { ceiling } from '../metrics/ceiling.ts';
import { effectiveRank } from '../metrics/rank.ts';
import { plain } from '../views/plain.ts';
import { CHUNK, embeddingsOf, type Rest } from './evaluate.ts';
import { type Lane, type State, teacherOf } from './lane.ts';
import { evaluating } from './network.ts';

/** Images whose embeddings make the cloud: four for each prototype, within these bounds, so that it takes a moment. */
export const CLOUD_IMAGES = { least: 1024, most: 4096 } as const;

/** What prototypes that are means of embeddings have to live with. */
export interface Cloud {
  /** Unique share per ε of EPSILONS of K farthest-point embeddings; NaN where there are too few to say. */
  readonly ceiling: readonly number[];
  /** Participation ratio of the embeddings' covariance, 1 to D. */
  readonly effectiveRank: number;
}

/** Measures the teacher's un-augmented embeddings of the first images, at unit length, as they meet
 *  prototypes (whitened where the head is). */
export async function cloudOf(
  lane: Lane,
  state: State,
  images: Images,
  K: number,
  rest: Rest,
): Promise<Cloud> {
  const count = Math.min(images.count, CLOUD_IMAGES.most, Math.max(CLOUD_IMAGES.least, 4 * K));
  const chunks: Float32Array[] = [];
  let D = 0;
  for (let from = 0; from < count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK);
    const units = tf.tidy(() => {
      const { height, width, channels } = images;
      const net = evaluating(teacherOf(lane, state));
      const x = tf.tensor4d(plain(images, from, to), [to - from, height, width, channels]);
      return normaliseRows(embeddingsOf(lane, state, net, lane.features(net, x)));
    });
    D = units.shape[1];
    chunks.push((await units.data()) as Float32Array);
    units.dispose();
    await rest();
  }
  const embeddings = new Float32Array(count * D);
  chunks.forEach((chunk, i) => {
    embeddings.set(chunk, i * CHUNK * D);
  });
  return {
    ceiling: ceiling(embeddings, count, D, K, EPSILONS),
    effectiveRank: effectiveRank(embeddings, count, D),
  };
}
