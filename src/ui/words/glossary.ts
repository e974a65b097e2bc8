import { PAPER_EPSILON, TOY_EPSILON } from '../../base/epsilons.ts';
import type { MeasureTerm } from '../../base/measures.ts';
import { USAGE_ROWS } from '../../base/usage-window.ts';
import { CITED, type Citation } from './citations.ts';
import { numeral } from './numerals.ts';

interface Entry {
  /** Its forms in a text. The first is its name. */
  readonly words: readonly string[];
  /** Its definition in one to three short sentences. */
  readonly means: string;
  readonly source: Citation;
}

/** Definitions of all terms that a newcomer may not know. */
export const GLOSSARY = {
  prototype: {
    words: ['prototype', 'prototypes'],
    means: 'One of K unit vectors in embedding space. An image is described by its similarity to each.',
    source: CITED.swav,
  },
  embedding: {
    words: ['embedding', 'embeddings'],
    means: 'The D-dimensional output of encoder and head for one view.',
    source: CITED.dino,
  },
  unique: {
    words: ['unique prototypes', 'unique'],
    means: 'Share of prototypes left after merging those closer than ε.',
    source: CITED.arteaga,
  },
  definition: {
    words: ['Definition 2.1'],
    means:
      'Scan the prototypes in order. Keep one if no kept prototype is within ε of it. The number kept is the unique count.',
    source: CITED.arteaga,
  },
  epsilon: {
    words: ['ε'],
    means: `Two prototypes closer than ε (1 − cosine) count as duplicates. The paper reports ε = ${PAPER_EPSILON}; with small K use ${TOY_EPSILON}.`,
    source: CITED.arteaga,
  },
  collapse: {
    words: ['partial prototype collapse', 'partial collapse'],
    means: 'Many prototypes become near-duplicates while the loss keeps falling.',
    source: CITED.govindarajan,
  },
  dimensional: {
    words: ['dimensional collapse'],
    means: 'Embeddings fill only a few of their D dimensions.',
    source: CITED.dimensional,
  },
  usage: {
    words: ['usage', 'used'],
    means: `Share of prototypes with the highest raw score in at least one of the last ${numeral(USAGE_ROWS)} teacher rows. Raw means before balancing or centring.`,
    source: CITED.measured,
  },
  inUse: {
    words: ['agreed and unique', 'in use'],
    means:
      'Prototypes that are both agreed and unique, as a share of K. Duplicates, idle prototypes and noise do not count.',
    source: CITED.measured,
  },
  agreed: {
    words: ['agreed'],
    means: 'Share of prototypes that both views of some image win, more often than by chance.',
    source: CITED.measured,
  },
  agreement: {
    words: ['agreement of views', 'agreement'],
    means:
      'How often two views of an image win the same prototype. Chance is the rate for views of different images.',
    source: CITED.measured,
  },
  wonBalanced: {
    words: ['won after balancing'],
    means:
      'Share of prototypes with the highest target of some row. Balancing and centring rank even noise, so noise raises this number.',
    source: CITED.measured,
  },
  neverUsed: {
    words: ['never used'],
    means: 'Share of prototypes that have had the highest raw score in no teacher row since the start.',
    source: CITED.measured,
  },
  occupied: {
    words: ['occupied prototypes', 'occupied and unique', 'perplexity of images', 'occupied'],
    means:
      'Share of prototypes that are the nearest one to at least one training image without augmentation. Their perplexity says how evenly images spread.',
    source: CITED.measured,
  },
  usedAndUnique: {
    words: ['used and unique'],
    means: 'Prototypes that are both used and unique, as a share of K.',
    source: CITED.measured,
  },
  patchBank: {
    words: ['used (patches)', 'agreed (patches)', 'unique (patches)'],
    means:
      'The same measure for the prototypes of patches, in methods that compare patches as well as views.',
    source: CITED.measured,
  },
  perplexity: {
    words: ['perplexity of targets', 'perplexity'],
    means: 'Exponential of the mean target’s entropy, as a share of K. Balancing alone makes it 1.',
    source: CITED.measured,
  },
  uniformity: {
    words: ['uniformity'],
    means:
      'Logarithm of the mean of exp(-2 d²) over all pairs of prototypes at distance d. Lower means more evenly spread.',
    source: CITED.uniformity,
  },
  isotropic: {
    words: ['random baseline', 'random directions'],
    means:
      'Random baseline: the same measure for K random directions, as mean and range over up to 20 draws. In few dimensions even these overlap.',
    source: CITED.uniformity,
  },
  knn: {
    words: ['k-NN accuracy', 'k-NN'],
    means:
      'Accuracy of a 20-nearest-neighbour classifier on frozen encoder features. Measures what the encoder has learned.',
    source: CITED.knn,
  },
  purity: {
    words: ['prototype purity', 'purity'],
    means:
      'Share of images whose class is the majority class of their prototype. Purity grows with K and usage, so compare it with shuffled labels.',
    source: CITED.measured,
  },
  information: {
    words: ['adjusted mutual information'],
    means: 'How well prototypes predict classes: 0 by chance, 1 if prototypes and classes coincide.',
    source: CITED.information,
  },
  dead: {
    words: ['dead prototypes'],
    means: 'Zero or non-finite prototypes. Not counted as unique.',
    source: CITED.measured,
  },
  teacher: {
    words: ['teacher'],
    means: 'Produces the targets (no gradient). An EMA of the student; in SwAV, the student itself.',
    source: CITED.dino,
  },
  student: {
    words: ['student'],
    means: 'The network that is trained. From one view it predicts the teacher’s targets for another view.',
    source: CITED.dino,
  },
  ema: {
    words: ['moving average', 'EMA momentum', 'EMA'],
    means:
      'Exponential moving average. At each step the teacher keeps this share of its weights and takes the rest from the student.',
    source: CITED.meanTeacher,
  },
  view: {
    words: ['views', 'view'],
    means:
      'An image after random crop, flip, brightness and noise. Two views of one image should get the same prototypes.',
    source: CITED.swav,
  },
  target: {
    words: ['targets', 'assignments', 'assignment'],
    means: 'The teacher’s distribution over prototypes for one image. The student learns to predict it.',
    source: CITED.swav,
  },
  responsibilities: {
    words: ['responsibilities', 'responsibility'],
    means:
      'Probability that each mixture component produced a given point. Over the components, they sum to one.',
    source: CITED.dempster,
  },
  joint: {
    words: ['joint'],
    means: 'Prototypes are weights, trained with the encoder by one loss. The usual design.',
    source: CITED.arteaga,
  },
  decoupled: {
    words: ['decoupled'],
    means:
      'Prototypes are fitted to teacher embeddings separately. No gradient of the encoder’s loss reaches them.',
    source: CITED.arteaga,
  },
  fixed: {
    words: ['fixed'],
    means: 'Control: random prototypes that never move, and so stay unique.',
    source: CITED.measured,
  },
  spherical: {
    words: ['spherical'],
    means:
      'Ours: centres of online spherical k-means. Each embedding moves its nearest prototype, and idle prototypes restart.',
    source: CITED.banerjee,
  },
  mixture: {
    words: ['Gaussian mixture', 'mixture'],
    means: 'A density that is a sum of K Gaussians. Their means are the decoupled prototypes.',
    source: CITED.arteaga,
  },
  em: {
    words: ['online EM'],
    means:
      'Fits a mixture batch by batch: responsibilities first (E), then means and variances from running sums that forget (M).',
    source: CITED.em,
  },
  koleo: {
    words: ['KoLeo-Proto', 'KoLeo'],
    means: 'A penalty on close nearest neighbours. It pushes prototypes apart.',
    source: CITED.govindarajan,
  },
  sinkhorn: {
    words: ['Sinkhorn-Knopp', 'Sinkhorn ε', 'Sinkhorn iterations', 'Sinkhorn'],
    means: 'Rescales the scores until every image has the same weight and every prototype the same share.',
    source: CITED.sinkhorn,
  },
  centring: {
    words: ['centring', 'centre', 'centred'],
    means: 'Subtracts a running mean from each prototype’s score, so that no prototype dominates.',
    source: CITED.dino,
  },
  sharpening: {
    words: ['sharpening', 'sharpened', 'temperature'],
    means: 'Divides scores by a low temperature before the softmax, so that targets are not uniform.',
    source: CITED.dino,
  },
  oneHot: {
    words: ['one-hot targets', 'one-hot'],
    means:
      'Targets with all their weight on one prototype. If all images share that prototype, nothing is learned.',
    source: CITED.dinov2_272,
  },
  lnK: {
    words: ['ln K', 'uniform targets'],
    means: 'The loss when predictions are uniform over K prototypes. A run stuck there has learned nothing.',
    source: CITED.dino43,
  },
  embeddingDiversity: {
    words: ['embedding diversity'],
    means:
      'Unique share of K embeddings picked to be as far apart as possible. Prototypes need not lie on embeddings, so they can exceed it.',
    source: CITED.measured,
  },
  rank: {
    words: ['effective rank'],
    means:
      'Number of directions that the embeddings fill: the participation ratio of their covariance, from 1 to D.',
    source: CITED.measured,
  },
  whitening: {
    words: ['whitening', 'whitened'],
    means: 'Rescales the embeddings until all directions have the same variance.',
    source: CITED.whitening,
  },
  partition: {
    words: ['random partitions', 'partition', 'random block'],
    means: 'CARP compares two views inside random blocks of prototypes, drawn anew at each step.',
    source: CITED.carp,
  },
  multicrop: {
    words: ['multi-crop', 'local views', 'local crops'],
    means:
      'Small crops in addition to the two large ones. The student sees all of them, the teacher only the large ones.',
    source: CITED.swav,
  },
  patches: {
    words: ['masked patches'],
    means: 'Parts of the image that the student does not see. It predicts their targets.',
    source: CITED.ibot,
  },
  positionwise: {
    words: ['clustering'],
    means: 'Prototypes are trained with their own loss and optimiser (CAPI).',
    source: CITED.capi,
  },
} as const satisfies Readonly<Record<string, Entry>> & Readonly<Record<MeasureTerm, Entry>>;

export type TermId = keyof typeof GLOSSARY;

/** A piece of a text, and its term if it is one. */
export interface Stretch {
  readonly text: string;
  readonly term?: TermId;
}

export const TERM_IDS = Object.keys(GLOSSARY) as TermId[];

const BY_WORD = new Map<string, TermId>(
  TERM_IDS.flatMap((id) => GLOSSARY[id].words.map((word) => [word.toLowerCase(), id] as const)),
);
/** Matches whole words, longest first, so that "used and unique" is one term. */
const ANY_WORD = new RegExp(
  `(?<![\\p{L}\\p{N}-])(?:${[...BY_WORD.keys()]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.\\^$*+?()[\]{}|]/g, '\\$&'))
    .join('|')})(?![\\p{L}\\p{N}-])`,
  'giu',
);

/** Cuts a text at its terms, and marks the first occurrence of each. */
export function termsIn(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  const seen = new Set<TermId>();
  let from = 0;
  for (const match of text.matchAll(ANY_WORD)) {
    const term = BY_WORD.get(match[0].toLowerCase());
    if (term === undefined || seen.has(term)) continue;
    seen.add(term);
    if (match.index > from) stretches.push({ text: text.slice(from, match.index) });
    stretches.push({ text: match[0], term });
    from = match.index + match[0].length;
  }
  if (from < text.length) stretches.push({ text: text.slice(from) });
  return stretches;
}
