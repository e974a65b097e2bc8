import { EPSILONS } from '../base/epsilons.ts';
import { listed, quoted, TroubleError } from '../base/errors.ts';
import type { StripePort } from '../census/stripe.ts';
import type { Bytes } from '../formats/bytes.ts';
import { type CountOptions, countPrototypes, type PrototypeCounts } from './counts.ts';
import { type ImagesFile, usedBy } from './images-use.ts';
import { type Matrix, openWeights, type WeightsFile } from './matrices.ts';
import type { Use } from './use.ts';

/** The name of the only array of a file, which has no key there. */
const WHOLE = '(whole file)';
/** Matrices that a refusal lists, and characters of each. */
const MOST_OFFERS = 12;
const MOST_OFFER = 120;

/** Choices of a person who inspects a file. */
export interface InspectOptions extends Pick<CountOptions, 'onEstimate' | 'signal'> {
  /** The matrix by its key; by default the likeliest one. */
  readonly key?: string;
  /** True exchanges rows and columns. */
  readonly turn?: boolean;
  /** Hears how far the read of the matrix and then the count of its prototypes are, shares in 0..1. */
  readonly onProgress?: (phase: 'reading' | 'counting', share: number) => void;
}

/** A matrix that a file offers, by its key and size. */
export interface Candidate {
  readonly key: string;
  readonly K: number;
  readonly D: number;
  readonly dtype: string;
  /** The reason to take it for prototypes, as one sentence; "" for a matrix that only has the right rank. */
  readonly why: string;
}

/** The prototypes of a file of weights, and all that their matrix tells without an image. */
export interface InspectedPrototypes extends Candidate, Omit<PrototypeCounts, 'epsilons' | 'unique'> {
  /** Thresholds of the paper's grid, in ascending order. */
  readonly eps: readonly number[];
  /** Number of unique prototypes at each of `eps` (Arteaga et al. 2026, Definition 2.1). */
  readonly unique: readonly number[];
  /** The same at more thresholds, those of `eps` among them. */
  readonly curve: Pick<PrototypeCounts, 'epsilons' | 'unique'>;
  /** The matrices that look like prototypes, the likeliest first. */
  readonly candidates: readonly Candidate[];
  /** Number of all matrices of the file. */
  readonly matrices: number;
  /** "torch", "torch (older form)", "safetensors", "npy", "npz". */
  readonly format: string;
  /** The file's place in a run: { name: "epoch", value: 100 }. */
  readonly moment?: WeightsFile['moment'];
  /** Notes for a person: shards, values that were left out. */
  readonly notes: readonly string[];
  /** True if rows and columns are exchanged against the file. */
  readonly turned: boolean;
  /** Lengths that the file keeps apart from the directions (weight_g), [K]. */
  readonly gain?: Float32Array;
  /** The use of the prototypes, where arrays of images were given. */
  readonly use?: Use;
  /** Values of the matrix, [K, D] row by row. */
  readonly rows: Float32Array;
}

/**
 * Finds the prototypes of a file of weights, reads them alone, and counts the unique ones. Rejects with a `data`
 * TroubleError for a file that is refused, one without a matrix that looks like prototypes, and an unknown key.
 * `openStripes` opens threads that share the count of K rows. `images` are arrays of the same images, one or two views.
 */
export async function inspectWeights(
  bytes: Bytes,
  name: string,
  options: InspectOptions,
  openStripes: (K: number) => Promise<readonly StripePort[]>,
  images: readonly ImagesFile[] = [],
): Promise<InspectedPrototypes> {
  const { onEstimate, onProgress = () => {}, signal } = options;
  const file = await openWeights(bytes, name);
  const found = chosen(file, options.key);
  const matrix = options.turn ? found.exchanged() : found;
  const { K, D } = matrix;
  const rows = await matrix.read({
    onProgress: (share) => onProgress('reading', share),
    ...(signal && { signal }),
  });
  const gain = await matrix.gain?.();
  const [first, second] = images;
  const use = first && (await usedBy([first, second], { values: rows, K, D }, { ...(signal && { signal }) }));
  const stripes = await openStripes(K);
  const { epsilons, unique, ...counts } = await countPrototypes(rows, K, D, {
    stripes,
    onProgress: (share) => onProgress('counting', share),
    ...(onEstimate && { onEstimate }),
    ...(signal && { signal }),
  }).finally(() => {
    for (const stripe of stripes) stripe.close();
  });
  return {
    ...named(matrix),
    ...counts,
    eps: EPSILONS,
    unique: EPSILONS.map((epsilon) => unique[epsilons.indexOf(epsilon)]),
    curve: { epsilons, unique },
    candidates: file.matrices.filter(({ why }) => why !== '').map(named),
    matrices: file.matrices.length,
    format: file.format,
    ...(file.moment && { moment: file.moment }),
    notes: file.notes,
    turned: matrix.turned,
    ...(gain && { gain }),
    ...(use && { use }),
    rows,
  };
}

const named = ({ key, K, D, dtype, why }: Matrix): Candidate => ({ key: key || WHOLE, K, D, dtype, why });

function chosen({ matrices }: WeightsFile, key: string | undefined): Matrix {
  const [first] = matrices;
  const found =
    key === undefined ? first : matrices.find((matrix) => (matrix.key || WHOLE) === (key || WHOLE));
  if (found && (key !== undefined || found.why !== '')) return found;
  const offers = matrices.map((matrix) => `${matrix.key || WHOLE} (${matrix.K} x ${matrix.D})`);
  throw new TroubleError({
    kind: 'data',
    failed:
      key === undefined
        ? 'No matrix has the name of prototypes'
        : `The file has no matrix ${quoted(key, 80)}`,
    why: `It has ${listed(offers, MOST_OFFERS, MOST_OFFER)}.`,
    todo: 'Choose one of these by its key.',
  });
}
