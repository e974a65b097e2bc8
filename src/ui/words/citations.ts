import { arxivUrl, citedAs, PAPERS, type Paper } from '../../base/papers.ts';

/** The source of a sentence on the page: its name in the text, and its address. */
export interface Citation {
  readonly text: string;
  /** Absent for this tool's own documentation. */
  readonly url?: string;
}

const arxiv = (text: string, id: string): Citation => ({ text, url: arxivUrl(id) });
const paper = (cited: Paper & { readonly arxiv: string }): Citation => arxiv(citedAs(cited), cited.arxiv);
const issue = (repository: string, number: number): Citation => ({
  text: `${repository.slice(repository.indexOf('/') + 1)}#${number}`,
  url: `https://github.com/${repository}/issues/${number}`,
});

/** All sources that verdicts, definitions and the tour cite. */
export const CITED = {
  arteaga: paper(PAPERS.arteaga),
  govindarajan: paper(PAPERS.govindarajan),
  dino: paper(PAPERS.dino),
  swav: paper(PAPERS.swav),
  carp: paper(PAPERS.carp),
  capi: paper(PAPERS.capi),
  dinov2: paper(PAPERS.dinov2),
  ibot: paper(PAPERS.ibot),
  uniformity: arxiv('Wang & Isola 2020', '2005.10242'),
  sinkhorn: arxiv('Cuturi 2013', '1306.0895'),
  koleo: arxiv('Sablayrolles et al. 2019', '1806.03198'),
  dimensional: arxiv('Jing et al. 2022', '2110.09348'),
  whitening: arxiv('Ermolov et al. 2021', '2007.06346'),
  meanTeacher: arxiv('Tarvainen & Valpola 2017', '1703.01780'),
  information: { text: 'Vinh et al. 2010', url: 'https://www.jmlr.org/papers/v11/vinh10a.html' },
  knn: arxiv('Wu et al. 2018', '1805.01978'),
  banerjee: { text: citedAs(PAPERS.banerjee), url: 'https://www.jmlr.org/papers/v6/banerjee05a.html' },
  em: { text: citedAs(PAPERS.celaya), url: 'https://doi.org/10.1162/NECO_a_00723' },
  dempster: { text: 'Dempster et al. 1977', url: 'https://doi.org/10.1111/j.2517-6161.1977.tb01600.x' },
  swavReadme: {
    text: 'SwAV’s README, Common Issues',
    url: 'https://github.com/facebookresearch/swav#common-issues',
  },
  dino43: issue('facebookresearch/dino', 43),
  dino58: issue('facebookresearch/dino', 58),
  dino246: issue('facebookresearch/dino', 246),
  dinov2_272: issue('facebookresearch/dinov2', 272),
  swav62: issue('facebookresearch/swav', 62),
  measured: { text: 'measured with this tool' },
} as const satisfies Readonly<Record<string, Citation>>;
