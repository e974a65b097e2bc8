import { CITED, type Citation } from './citations.ts';

/** The words of a remedy that lanes and weights files share: its name, its reason and its source. */
interface RemedyWords {
  readonly label: string;
  /** The reason, in a sentence or two. */
  readonly because: string;
  readonly source: Citation;
}

/** Remedies for duplicates. */
export const DECOUPLED: RemedyWords = {
  label: 'decoupled prototypes',
  because: 'Duplicates come from optimising encoder and prototypes under one loss.',
  source: CITED.arteaga,
};
export const SPREAD_OUT: RemedyWords = {
  label: 'a KoLeo loss on the prototypes',
  because: 'It pushes each prototype away from its nearest neighbour.',
  source: CITED.govindarajan,
};
