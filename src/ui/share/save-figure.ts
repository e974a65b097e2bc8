import { save } from '../../export/save.ts';
import { svgToPng } from '../../export/svg-to-png.ts';
import type { AppState } from '../state/app-state.ts';
import { latestOf } from '../state/lane-state.ts';
import { comparisonFigure, fileName } from './export-run.ts';

/** Pixels per unit of the figure: 300 dpi across a page. */
const SCALE = 2;

/** Saves the whole comparison as one PNG. */
export async function saveFigure(state: AppState): Promise<void> {
  save(await svgToPng(comparisonFigure(state), SCALE), `${fileName(state)}.png`);
}

/** True when there is a figure to save. */
export const hasFigure = (state: AppState): boolean => state.lanes.some((lane) => latestOf(lane.run));
