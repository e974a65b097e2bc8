import { TroubleError } from '../base/errors.ts';
import { ImageClusters } from '../metrics/image-clusters.ts';
import { WinnersWindow } from '../metrics/winners-window.ts';

/** The prototypes that images use. Shares are of K, in 0..1, as on the page (base/use-measures.ts). */
export interface Use {
  /** Images. */
  readonly N: number;
  /** Prototypes that won an image, in either view of two. */
  readonly used: number;
  /** 1 for each of them, else 0, [K]. */
  readonly members: Uint8Array;
  /** Prototypes that won an image of the first array. */
  readonly occupied: number;
  /** exp(entropy) of the first array's images over the prototypes: 1 where each has as many. */
  readonly perplexity: number;
  /** Images of the first array by prototype, [K]. */
  readonly sizes: Int32Array;
  /** The two views of each image, where there are two arrays. */
  readonly views?: {
    /** Prototypes that both views of some image won, beyond chance. */
    readonly agreed: number;
    /** Probability that both views of an image won the same prototype. */
    readonly agreement: number;
    /** The same for views of two different images. */
    readonly chance: number;
  };
}

const refused = (failed: string, why: string, todo: string) =>
  new TroubleError({ kind: 'data', failed, why, todo });

/** Counts the use of K prototypes by the winners [N] of one array of images, or of two views of the same images in the
 *  same order. Throws a `data` TroubleError for arrays that do not pair up. */
export function useOf(winners: Int32Array, K: number, second?: Int32Array): Use {
  const N = winners.length;
  // labels, of which nothing here speaks: all images have one
  const clusters = new ImageClusters(winners, new Uint8Array(N), K, 1);
  const sizes = new Int32Array(K);
  for (const k of winners) sizes[k]++;
  const alone = { N, occupied: clusters.occupied(), perplexity: clusters.perplexity(), sizes };
  if (!second) return { ...alone, used: clusters.occupied(), members: clusters.members() };
  if (second.length !== N)
    throw refused(
      'The two arrays do not pair up',
      `They have ${N.toLocaleString('en')} and ${second.length.toLocaleString('en')} images.`,
      'Open two arrays of the same images in the same order.',
    );
  if (N < 2)
    throw refused(
      'One image says nothing about agreement',
      'Chance is counted over views of different images.',
      'Open arrays of more images.',
    );
  const window = new WinnersWindow(K);
  const both = new Int32Array(2 * N);
  both.set(winners);
  both.set(second, N);
  window.push(both, N);
  const agreement = window.agreement();
  const agreed = agreement.members().reduce((sum, member) => sum + member, 0) / K;
  return {
    ...alone,
    used: window.used(),
    members: window.members(),
    views: { agreed, agreement: agreement.share(), chance: agreement.chance() },
  };
}
