import { PAPER_TITLE, PAPERS } from '../base/papers.ts';

/** The paper that this playground reproduces, as in the README. */
export const PAPER_BIBTEX = `@inproceedings{arteaga2026why,
  title     = {${PAPER_TITLE}},
  author    = {Arteaga, Gabriel Y. and Aasan, Marius and Chakraborty, Rwiddhi and Hjelkrem-Tan, Martine and
               Silva, Thalles and Kampffmeyer, Michael and Ram{\\'i}rez Rivera, Ad{\\'i}n},
  booktitle = {International Conference on Learning Representations},
  year      = {${PAPERS.arteaga.year}},
  note      = {arXiv:${PAPERS.arteaga.arxiv}}
}
`;

/** This playground in the version and commit that made a run, with the fields of CITATION.cff. */
export function toolBibtex(version: string, commit: string): string {
  return `@software{proto_playground,
  title   = {proto-playground},
  author  = {{The proto-playground authors}},
  version = {${version}},
  note    = {Commit ${commit}. An in-browser playground to watch the prototypes of self-supervised methods collapse},
  license = {MIT}
}
`;
}
