import { TroubleError } from '../../base/errors.ts';
import type { PlotLane } from './lane.ts';

/** One curve through `xs` and `ys`, which have the same length. A point that is not finite is a gap. */
export interface Line {
  readonly lane?: PlotLane | undefined;
  /** Name in legend and summary. Empty for a line without a name. */
  readonly label: string;
  /** Shorter name for the line's end, where the colour tells the lane. */
  readonly short?: string | undefined;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** The measured values, if `ys` are smoothed. They are drawn faintly behind, and read off. */
  readonly raw?: readonly number[] | undefined;
  readonly color: string;
  /** SVG stroke-dasharray; empty for solid. */
  readonly dash: string;
  /** True for a thinner and paler line, such as a loss term or a baseline. */
  readonly faint?: boolean | undefined;
  /** A dot at every point of this line, with the line or without it. The plot says whether all lines have them. */
  readonly dots?: 'too' | 'only' | undefined;
}

/** The measured values of a line. */
export const measured = (line: Line): readonly number[] => line.raw ?? line.ys;

/** True for a line that is drawn: not one of a hidden lane, nor a faint one of a ghost. */
export const drawn = ({ lane, faint }: Line): boolean => !lane?.hidden && !(lane?.ghost && faint);

/** Throws a `data` TroubleError if x and y differ in length. */
export function checkLine(line: Line): void {
  if (line.xs.length === line.ys.length) return;
  throw new TroubleError({
    kind: 'data',
    failed: `The line ${line.label} has ${line.xs.length} x and ${line.ys.length} y values`,
    why: 'It needs as many x as y values.',
    todo: 'Give each point both coordinates.',
  });
}
