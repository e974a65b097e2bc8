import { PAPER_BIBTEX, toolBibtex } from '../../export/bibtex.ts';
import { svgToPng } from '../../export/svg-to-png.ts';
import { type ZipMember, zipped } from '../../export/zip.ts';
import { fileWord, plotSvg } from '../figures/plot-file.ts';
import type { AppState } from '../state/app-state.ts';
import { captionText } from '../words/caption.ts';
import {
  comparisonCsv,
  comparisonFigure,
  comparisonJson,
  comparisonPlots,
  prototypesCsv,
} from './export-run.ts';
import { prototypePlots } from './prototype-files.ts';

/** Scale of the pictures in an archive, which are for print. */
const SCALE = 2;

/** All exports of a comparison except PNGs, which a browser renders from the SVGs. */
export function archiveTexts(state: AppState, address: string): ZipMember[] {
  const plots = [...comparisonPlots(state), ...prototypePlots(state)].map((plot) => ({
    name: `plots/${fileWord(plot.name)}.svg`,
    data: plotSvg(plot),
  }));
  return [
    { name: 'figure.svg', data: comparisonFigure(state) },
    ...plots,
    { name: 'run.json', data: comparisonJson(state) },
    { name: 'curves.csv', data: comparisonCsv(state) },
    { name: 'prototypes.csv', data: prototypesCsv(state) },
    { name: 'caption.txt', data: captionText(state, address) },
    { name: 'paper.bib', data: PAPER_BIBTEX },
    { name: 'tool.bib', data: toolBibtex(__VERSION__, __COMMIT__) },
  ];
}

/** One zip file of `archiveTexts` and a PNG of every SVG. Browser only. */
export async function comparisonZip(state: AppState, address: string): Promise<Blob> {
  const members: ZipMember[] = [];
  for (const member of archiveTexts(state, address)) {
    members.push(member);
    if (typeof member.data === 'string' && member.name.endsWith('.svg'))
      members.push({
        name: member.name.replace(/\.svg$/, `@${SCALE}x.png`),
        data: await svgToPng(member.data, SCALE),
      });
  }
  return zipped(members);
}
