import { PAPER_EPSILON } from '../../base/epsilons.ts';
import type { MeasureTerm } from '../../base/measures.ts';
import { USAGE_ROWS } from '../../base/usage-window.ts';
import { CITED, type Citation } from './citations.ts';
import { numeral } from './numerals.ts';

interface Entry {
  /** Its forms in a text. The first is its name. */
  readonly words: readonly string[];
  /** Its definition in one sentence. */
  readonly means: string;
  readonly source: Citation;
}

/** Definitions of all terms that a newcomer may not know. */
export const GLOSSARY = {
  prototype: {
    words: ['prototype', 'prototypes'],
    means:
      'One of K directions of unit length in embedding space; an image is described by how near its embedding is to each.',
    source: CITED.swav,
  },
  embedding: {
    words: ['embedding', 'embeddings'],
    means: 'The D numbers that encoder and head make of one view of an image.',
    source: CITED.dino,
  },
  unique: {
    words: ['unique prototypes', 'unique'],
    means:
      'Prototypes that are left when all those closer to each other than ε count as one; here as a share of K.',
    source: CITED.arteaga,
  },
  definition: {
    words: ['Definition 2.1'],
    means:
      'Going through the prototypes in order, one that no earlier representative is closer to than ε becomes a representative; their number is the number of unique prototypes.',
    source: CITED.arteaga,
  },
  epsilon: {
    words: ['ε'],
    means: `How far apart two prototypes may be, as one minus their cosine, and still count as one; the paper’s headline value is ${PAPER_EPSILON}.`,
    source: CITED.arteaga,
  },
  collapse: {
    words: ['partial prototype collapse', 'partial collapse'],
    means: 'Many of the K prototypes become copies of each other, while the loss goes on falling.',
    source: CITED.govindarajan,
  },
  dimensional: {
    words: ['dimensional collapse'],
    means: 'Embeddings fill only a few of their D directions.',
    source: CITED.dimensional,
  },
  usage: {
    words: ['usage', 'used'],
    means: `Share of the prototypes with the largest raw score in one of the last ${numeral(USAGE_ROWS)} teacher rows, before the method balances or centres.`,
    source: CITED.measured,
  },
  inUse: {
    words: ['agreed and unique', 'in use'],
    means:
      'Unique prototypes among the agreed, over all K: what neither copies, idle prototypes nor noise can raise.',
    source: CITED.measured,
  },
  agreed: {
    words: ['agreed'],
    means:
      'Share of the prototypes that both views of some image won, more often than views of different images would.',
    source: CITED.measured,
  },
  agreement: {
    words: ['agreement of views', 'agreement'],
    means:
      'How often two views of an image win the same prototype; by chance stands how often views of different images do.',
    source: CITED.measured,
  },
  wonBalanced: {
    words: ['won after balancing'],
    means:
      'Share of the prototypes with the largest target of some row; balancing and centring rank what is left when all images look alike, so noise has it too.',
    source: CITED.measured,
  },
  neverUsed: {
    words: ['never used'],
    means: 'Share of the prototypes that have had the largest raw score in no teacher row since the start.',
    source: CITED.measured,
  },
  occupied: {
    words: ['occupied prototypes', 'occupied and unique', 'perplexity of images', 'occupied'],
    means:
      'Share of the prototypes that are nearest to some training image as it is; the perplexity says over how many the images spread.',
    source: CITED.measured,
  },
  usedAndUnique: {
    words: ['used and unique'],
    means: 'Unique prototypes among the used, over all K: what neither copies nor idle ones can raise.',
    source: CITED.measured,
  },
  patchBank: {
    words: ['used by patches', 'agreed by patches', 'unique of patches'],
    means:
      'The same for the prototypes that patches are compared with, in methods that compare patches beside views.',
    source: CITED.measured,
  },
  perplexity: {
    words: ['perplexity of targets', 'perplexity'],
    means:
      'Over how many prototypes the mean target spreads: the exponential of its entropy, over K. Balancing alone makes it 1.',
    source: CITED.measured,
  },
  uniformity: {
    words: ['uniformity'],
    means:
      'Logarithm of the mean of exp(-2 d²) over all pairs of prototypes at distance d; the lower, the more evenly they fill the sphere.',
    source: CITED.uniformity,
  },
  isotropic: {
    words: ['random directions', 'isotropic baseline', 'isotropic'],
    means:
      'The same number for K directions drawn evenly at random, with its range over 20 draws (fewer above K = 1,024): in few dimensions even these lie close together.',
    source: CITED.uniformity,
  },
  knn: {
    words: ['k-NN accuracy', 'k-NN'],
    means:
      'Share of test images whose class the 20 nearest training images name, by the encoder’s frozen features: what the encoder has learned.',
    source: CITED.knn,
  },
  purity: {
    words: ['purity'],
    means:
      'Share of images whose class is the commonest among the images of their prototype; it rises with K and use by itself, so read it beside shuffled labels.',
    source: CITED.measured,
  },
  information: {
    words: ['adjusted mutual information'],
    means: 'What prototypes tell about classes: 0 by chance, 1 when prototypes are the classes.',
    source: CITED.information,
  },
  dead: {
    words: ['dead prototypes'],
    means:
      'Prototypes of length zero or with a number that is not finite: they point nowhere, and count as no unique one.',
    source: CITED.measured,
  },
  teacher: {
    words: ['teacher'],
    means:
      'The network that makes the targets, without gradient: a slow average of the student, or in SwAV the student itself.',
    source: CITED.dino,
  },
  student: {
    words: ['student'],
    means:
      'The network that is trained: from one view it predicts the targets that the teacher makes of another.',
    source: CITED.dino,
  },
  ema: {
    words: ['moving average', 'EMA momentum', 'EMA'],
    means:
      'Exponential moving average: at each step the teacher keeps this share of its weights and takes the rest from the student.',
    source: CITED.meanTeacher,
  },
  view: {
    words: ['views', 'view'],
    means:
      'An image after random crop, flip, brightness and noise; two views of one image should get the same prototypes.',
    source: CITED.swav,
  },
  target: {
    words: ['targets', 'assignments', 'assignment'],
    means:
      'The share of each prototype in an image, as the teacher sees it; the student learns to predict it.',
    source: CITED.swav,
  },
  responsibilities: {
    words: ['responsibilities', 'responsibility'],
    means:
      'How likely each component of a mixture is to have made a given point; over the components they add up to one.',
    source: CITED.dempster,
  },
  joint: {
    words: ['joint'],
    means: 'Prototypes are weights, and one loss moves them together with the encoder: the common practice.',
    source: CITED.arteaga,
  },
  decoupled: {
    words: ['decoupled'],
    means:
      'Prototypes learn from the teacher’s embeddings by an objective of their own; the encoder’s loss cannot move them.',
    source: CITED.arteaga,
  },
  fixed: {
    words: ['fixed'],
    means: 'Prototypes are drawn at random and never move: unique whatever happens, hence the control.',
    source: CITED.measured,
  },
  spherical: {
    words: ['spherical'],
    means:
      'This page’s own estimator: each embedding moves its nearest prototype, and idle prototypes restart.',
    source: CITED.banerjee,
  },
  mixture: {
    words: ['Gaussian mixture', 'mixture'],
    means: 'A density made of K Gaussians; their means are the decoupled prototypes.',
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
    means:
      'A penalty that is large where a prototype’s nearest neighbour is close: it pushes prototypes apart.',
    source: CITED.govindarajan,
  },
  sinkhorn: {
    words: ['Sinkhorn-Knopp', 'Sinkhorn ε', 'Sinkhorn iterations', 'Sinkhorn'],
    means:
      'Scales a table of scores until every image has the same weight and every prototype the same share.',
    source: CITED.sinkhorn,
  },
  centring: {
    words: ['centring', 'centre', 'centred'],
    means:
      'Takes the running mean score of each prototype away from its score, so that none wins every image.',
    source: CITED.dino,
  },
  sharpening: {
    words: ['sharpening', 'sharpened', 'temperature'],
    means: 'A low temperature divides the scores before the softmax, so that targets are not uniform.',
    source: CITED.dino,
  },
  oneHot: {
    words: ['one-hot targets', 'one-hot'],
    means:
      'Targets that give all their weight to one prototype; where it is the same one for all images, nothing is learned.',
    source: CITED.dinov2_272,
  },
  lnK: {
    words: ['ln K', 'uniform targets'],
    means:
      'The loss of a student that gives all K prototypes the same share: a run that stays there has learned nothing.',
    source: CITED.dino43,
  },
  embeddingDiversity: {
    words: ['embedding diversity'],
    means:
      'Unique share of K embeddings picked to lie as far apart as possible. It is no limit: prototypes off the embeddings can have more, and then many of them share out embeddings that hardly differ.',
    source: CITED.measured,
  },
  rank: {
    words: ['effective rank'],
    means:
      'How many directions the embeddings fill, by the participation ratio of their covariance: between 1 and D.',
    source: CITED.measured,
  },
  whitening: {
    words: ['whitening', 'whitened'],
    means: 'Stretches the embeddings until all their directions vary alike.',
    source: CITED.whitening,
  },
  partition: {
    words: ['random partitions', 'partition', 'random block'],
    means: 'CARP compares two views inside random blocks of the prototypes, drawn anew at each step.',
    source: CITED.carp,
  },
  multicrop: {
    words: ['multi-crop', 'local views', 'local crops'],
    means: 'Small crops beside the two large ones: the student sees all, the teacher only the large ones.',
    source: CITED.swav,
  },
  patches: {
    words: ['masked patches', 'hidden patches'],
    means: 'Parts of the image that the student does not see, and whose targets it predicts.',
    source: CITED.ibot,
  },
  positionwise: {
    words: ['clustering'],
    means:
      'Prototypes cluster the teacher’s embeddings by a loss and an optimiser of their own: partly decoupled.',
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
