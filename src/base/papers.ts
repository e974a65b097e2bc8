/** The paper that a part comes from. */
export interface Paper {
  readonly authors: string;
  readonly year: number;
  readonly title: string;
  /** arXiv id, such as "2104.14294". */
  readonly arxiv?: string;
}

/** Whole title of the paper that this playground is about. */
export const PAPER_TITLE =
  'Why Prototypes Collapse: Diagnosing and Preventing Partial Collapse in Prototypical Self-Supervised Learning';

/** Papers that several places cite. A part writes a paper that it alone cites. */
export const PAPERS = {
  arteaga: { authors: 'Arteaga et al.', year: 2026, title: 'Why Prototypes Collapse', arxiv: '2510.20108' },
  govindarajan: {
    authors: 'Govindarajan et al.',
    year: 2024,
    title: 'On Partial Prototype Collapse in the DINO Family of Self-Supervised Methods',
    arxiv: '2410.14060',
  },
  dino: {
    authors: 'Caron et al.',
    year: 2021,
    title: 'Emerging Properties in Self-Supervised Vision Transformers',
    arxiv: '2104.14294',
  },
  swav: {
    authors: 'Caron et al.',
    year: 2020,
    title: 'Unsupervised Learning of Visual Features by Contrasting Cluster Assignments',
    arxiv: '2006.09882',
  },
  carp: {
    authors: 'Silva & Ramírez Rivera',
    year: 2023,
    title: 'Representation Learning via Consistent Assignment of Views over Random Partitions',
    arxiv: '2310.12692',
  },
  capi: {
    authors: 'Darcet et al.',
    year: 2025,
    title: 'Cluster and Predict Latent Patches for Improved Masked Image Modeling',
    arxiv: '2502.08769',
  },
  dinov2: {
    authors: 'Oquab et al.',
    year: 2023,
    title: 'DINOv2: Learning Robust Visual Features without Supervision',
    arxiv: '2304.07193',
  },
  ibot: {
    authors: 'Zhou et al.',
    year: 2022,
    title: 'Image BERT Pre-Training with Online Tokenizer',
    arxiv: '2111.07832',
  },
  banerjee: {
    authors: 'Banerjee et al.',
    year: 2005,
    title: 'Clustering on the Unit Hypersphere using von Mises-Fisher Distributions',
  },
  celaya: { authors: 'Celaya & Agostini', year: 2015, title: 'On-line EM with weight-based forgetting' },
} as const satisfies Readonly<Record<string, Paper>>;

/** The citation within a text, such as "Caron et al. 2020". */
export const citedAs = ({ authors, year }: Paper): string => `${authors} ${year}`;

export const arxivUrl = (id: string): string => `https://arxiv.org/abs/${id}`;
