import type { MeasureRow } from './measure-row.ts';
import { grouped } from './number-text.ts';
import { USAGE_ROWS } from './usage-window.ts';

/** Use of prototypes by images, for the table of measures (measure-table.ts). Only raw scores count as use: balanced and
 *  centred targets divide out what images share, and rank the rest, be it noise. */
export const USE_MEASURES = [
  {
    // unique prototypes among those that both views of some image won, beyond chance, over K
    id: 'agreedAndUnique',
    title: 'In use',
    scale: 'share',
    unit: '% of K',
    perEpsilon: true,
    when: 'count',
    better: 'higher',
    term: 'inUse',
    numbers: 'main',
    newer: true,
    panel: {
      heading: 'Prototypes in use',
      note: 'Prototypes that are both agreed and unique: neither duplicates, idle ones nor noise count.',
      axis: 'In use (bold), agreed',
      domain: [0, 1],
      thin: 'agreed',
      references: [{ baseline: 'agreedReach', label: 'even assignments' }],
    },
  },
  {
    // prototypes that won a row of the teacher's raw scores in the usage window, over K
    id: 'used',
    title: 'Used',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'report',
    better: 'higher',
    term: 'usage',
    numbers: 'more',
    panel: {
      heading: 'Usage',
      note: `Prototypes with the highest raw score in at least one of the last ${grouped(USAGE_ROWS)} teacher rows. Thin line: won after balancing or centring, as noise can too.`,
      axis: 'Used (bold), won after balancing',
      domain: [0, 1],
      thin: 'wonBalanced',
      references: [{ baseline: 'usedReach', label: 'even assignments' }],
    },
  },
  {
    // prototypes with the largest target of some row, after the method balanced or centred it, over K
    id: 'wonBalanced',
    title: 'Won after balancing',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'report',
    better: 'neither',
    term: 'wonBalanced',
    newer: true,
  },
  {
    // prototypes that have won no row of the teacher's raw scores since the start, over K
    id: 'neverUsed',
    title: 'Never used',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'report',
    better: 'lower',
    term: 'neverUsed',
    numbers: 'more',
    newer: true,
  },
  {
    // unique prototypes among the used ones, over K. Untouched prototypes raise `unique`, and never this
    id: 'usedAndUnique',
    title: 'Used and unique',
    scale: 'share',
    unit: '% of K',
    perEpsilon: true,
    when: 'count',
    better: 'higher',
    term: 'usedAndUnique',
    numbers: 'more',
  },
  {
    // prototypes that both views of some image won in the usage window, beyond chance, over K
    id: 'agreed',
    title: 'Agreed',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'report',
    better: 'higher',
    term: 'agreed',
    numbers: 'more',
    newer: true,
  },
  {
    // probability that two views of an image win the same prototype, 0..1
    id: 'agreement',
    title: 'Agreement',
    scale: 'share',
    unit: '% of images',
    perEpsilon: false,
    when: 'training',
    better: 'higher',
    term: 'agreement',
    numbers: 'more',
    beside: { id: 'agreementChance', as: 'by chance' },
    newer: true,
    panel: {
      heading: 'Agreement of views',
      note: 'How often both views of an image win the same prototype. Thin line: views of different images.',
      axis: 'Agreement (bold), by chance',
      domain: [0, 1],
      thin: 'agreementChance',
      folded: true,
    },
  },
  {
    // the same for views of two different images of a batch, 0..1
    id: 'agreementChance',
    title: 'Agreement by chance',
    scale: 'share',
    unit: '% of images',
    perEpsilon: false,
    when: 'training',
    better: 'neither',
    newer: true,
  },
  {
    // prototypes nearest to some un-augmented training image, over K
    id: 'occupied',
    title: 'Occupied',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'evaluation',
    better: 'higher',
    term: 'occupied',
    numbers: 'more',
    newer: true,
    panel: {
      heading: 'Occupied prototypes',
      note: 'Prototypes that are the nearest one to at least one image without augmentation. Thin line: perplexity.',
      axis: 'Occupied (bold), perplexity',
      domain: [0, 1],
      thin: 'occupiedPerplexity',
      folded: true,
    },
  },
  {
    // exp(entropy) of the training images over their nearest prototypes, over K
    id: 'occupiedPerplexity',
    title: 'Perplexity of images',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'evaluation',
    better: 'higher',
    term: 'occupied',
    numbers: 'more',
    newer: true,
  },
  {
    // unique prototypes among the occupied ones, over K
    id: 'occupiedAndUnique',
    title: 'Occupied and unique',
    scale: 'share',
    unit: '% of K',
    perEpsilon: true,
    when: 'end',
    better: 'higher',
    term: 'occupied',
    numbers: 'more',
    newer: true,
  },
] as const satisfies readonly MeasureRow[];

/** The same for the prototypes that patches are compared with, in methods that compare them beside their views. */
export const PATCH_MEASURES = [
  {
    // patches: prototypes of their bank that won a patch's raw scores in the usage window, over K
    id: 'patchUsed',
    title: 'Used (patches)',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'patches',
    better: 'higher',
    term: 'patchBank',
    numbers: 'more',
    newer: true,
  },
  {
    // patches: prototypes of their bank that a patch of both views of some image won, beyond chance, over K
    id: 'patchAgreed',
    title: 'Agreed (patches)',
    scale: 'share',
    unit: '% of K',
    perEpsilon: false,
    when: 'patches',
    better: 'higher',
    term: 'patchBank',
    numbers: 'more',
    newer: true,
  },
  {
    // patches: unique prototypes of their bank, over K; none for more prototypes than are counted at once
    id: 'patchUnique',
    title: 'Unique (patches)',
    scale: 'share',
    unit: '% of K',
    perEpsilon: true,
    when: 'patches',
    better: 'higher',
    term: 'patchBank',
    numbers: 'more',
    newer: true,
  },
] as const satisfies readonly MeasureRow[];
