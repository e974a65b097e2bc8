import { TroubleError } from '../../base/errors.ts';
import type { PlotLane } from './lane.ts';

/** One curve: `xs` and `ys` of the same length, joined in order; a point that is not finite is a gap. */
export interface Line {
  readonly lane?: PlotLane | undefined;
  /** Names the line in legend and summary. Empty for a line that needs no name. */
  readonly label: string;
  /** Shorter name at the line's end, where colour and neighbours say the rest. */
  readonly short?: string | undefined;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** What was measured, where `ys` are smoothed: drawn faintly behind, and read off. */
  readonly raw?: readonly number[] | undefined;
  readonly color: string;
  /** SVG stroke-dasharray; empty for solid. */
  readonly dash: string;
  /** Thinner and paler: a term, a partner, a baseline. */
  readonly faint?: boolean | undefined;
}

/** The line's values as measured. */
export const measured = (line: Line): readonly number[] => line.raw ?? line.ys;

/** True for a line that is drawn: not of a hidden lane, and of a ghost the main line alone. */
export const drawn = ({ lane, faint }: Line): boolean => !lane?.hidden && !(lane?.ghost && faint);

/** Throws a `data` TroubleError where x and y do not pair up. */
export function checkLine(line: Line): void {
  if (line.xs.length === line.ys.length) return;
  throw new TroubleError({
    kind: 'data',
    came: `a line "${line.label}" of ${line.xs.length} x and ${line.ys.length} y values`,
    wanted: 'as many x as y values',
    todo: 'Give each point both coordinates.',
  });
}
