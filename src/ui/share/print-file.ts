import { EPSILONS } from '../../base/epsilons.ts';
import { withResolution } from '../../export/png-resolution.ts';
import { svgToPng } from '../../export/svg-to-png.ts';
import { PRINT_CM, type PrintWidth, PX_PER_CM, printFigure, printSizes } from '../../plots/print-figure.ts';
import { curvePanels, lanePanels } from '../figures/panels.ts';
import { newMemo } from '../kit/memo.ts';
import { plainAddress } from '../state/address/address.ts';
import type { AppState } from '../state/app-state.ts';
import type { PlotId } from '../state/controls.ts';
import { latestOf } from '../state/lane-state.ts';
import { captionText } from '../words/caption.ts';
import { numeral } from '../words/numerals.ts';
import { fileName } from './export-run.ts';
import type { PrintChoice } from './print-choice.ts';

/** The two plots that answer whether prototypes collapse. */
const SHOWN: readonly PlotId[] = ['uniqueByEpsilon', 'unique'];
const CM_PER_INCH = 2.54;

/** The comparison as an SVG for print: its two main plots, and across a page also the ring of each lane. */
export function printSvg(state: AppState, width: PrintWidth): string {
  const keep = newMemo();
  const columns = width === 'page' ? lanePanels(state, keep) : [];
  const sizes = printSizes(width, state.lanes.length);
  // the plots name their lanes themselves, and a paper's caption stands in for titles
  const light = { theme: 'light', legend: false } as const;
  const panels = curvePanels(state, keep).filter(({ id }) => SHOWN.includes(id));
  return printFigure(
    {
      rings: columns.map(({ lane, ring }) => ({
        title: lane.label,
        svg: ring({ ...light, ...sizes.ring }).svg,
      })),
      curves: panels.map(({ draw }) => draw({ ...light, ...sizes.curve }).svg),
    },
    width,
  );
}

/** The file of a choice, with its name. In a browser only. */
export async function printFile(state: AppState, { width, format }: PrintChoice): Promise<File> {
  const svg = printSvg(state, width);
  const name = (end: string) => `${fileName(state)}_${width}${end}`;
  if (format === 'svg') return new File([svg], name('.svg'), { type: 'image/svg+xml' });
  const size = { width: PRINT_CM[width], height: heightOf(svg) };
  if (format === 'pdf') {
    const { svgToPdf } = await import('../../export/svg-to-pdf.ts');
    const words = {
      title: fileName(state),
      subject: captionText(state, plainAddress(location.href)),
      creator: `proto-playground ${__VERSION__}, commit ${__COMMIT__}`,
    };
    return new File([await svgToPdf(svg, size, words)], name('.pdf'), { type: 'application/pdf' });
  }
  const dpi = format === 'png300' ? 300 : 600;
  const png = await svgToPng(svg, {
    width: Math.round((size.width / CM_PER_INCH) * dpi),
    height: Math.round((size.height / CM_PER_INCH) * dpi),
  });
  const bytes = withResolution(new Uint8Array(await png.arrayBuffer()), dpi);
  return new File([bytes], name(`_${dpi}dpi.png`), { type: 'image/png' });
}

/** Height in cm of a figure for print. */
function heightOf(svg: string): number {
  return Number(/ viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(svg)?.[1]) / PX_PER_CM;
}

/** The caption of a figure for print: what its plots show, then all settings that are not defaults, seeds and commit. */
export function printCaption(state: AppState, width: PrintWidth, address: string): string {
  const steps = state.lanes.flatMap(({ run }) => latestOf(run)?.step ?? []);
  const step = numeral(state.at ?? Math.max(...steps));
  const [first, second] = width === 'page' ? ['Bottom left', 'Bottom right'] : ['Top', 'Bottom'];
  const baseline = state.lanes.some(({ run }) => run.baseline) ? ' Grey: random baseline.' : '';
  const plots =
    `${first}: unique prototypes by ε at step ${step}. ` +
    `${second}: unique prototypes by step at ε ${EPSILONS[state.epsilon]}.${baseline}`;
  const rings =
    width === 'page'
      ? [`Top: prototypes of each lane in their PCA plane at step ${step}, as a density.`]
      : [];
  return [`Figure, ${PRINT_CM[width]} cm wide.`, ...rings, plots, captionText(state, address)].join('\n');
}
