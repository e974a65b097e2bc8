import { strokeLine } from './frame.ts';
import { SIZE, textAt, textWidth, wrap } from './text.ts';

/** A label right of the plot, as close as possible to the height of its line. */
export interface EndLabel {
  readonly text: string;
  readonly color: string;
  /** Height in px of the line's end. */
  readonly y: number;
}

const LINE = SIZE.label + 2;
const GAP = 3;
/** Space between plot and labels for the leader line. */
const LEAD = 10;

/** Width in px that the labels need, at most `most`. */
export function endLabelWidth(labels: readonly string[], most: number): number {
  let widest = 0;
  for (const text of labels)
    for (const line of wrap(text, SIZE.label, most - LEAD))
      widest = Math.max(widest, textWidth(line, SIZE.label));
  return widest === 0 ? 0 : Math.ceil(widest) + LEAD;
}

export interface PlacedLabels {
  readonly svg: string;
  /** Top and bottom of each label in px, in the order of the labels. */
  readonly spans: readonly (readonly [number, number])[];
}

/**
 * Draws labels from `edge` px to `edge + width`, moved apart so that none overlap. They keep their order and move as
 * little as possible. Undefined if [top, bottom] cannot hold them all.
 */
export function endLabels(
  labels: readonly EndLabel[],
  edge: number,
  width: number,
  [top, bottom]: readonly [number, number],
): PlacedLabels | undefined {
  const placed = labels
    .map((label, i) => {
      const lines = wrap(label.text, SIZE.label, width - LEAD);
      return { i, label, lines, height: lines.length * LINE, at: label.y - (lines.length * LINE) / 2 };
    })
    .sort((a, b) => a.label.y - b.label.y);
  const needed = placed.reduce((sum, p) => sum + p.height + GAP, -GAP);
  if (needed > bottom - top) return undefined;
  let free = top;
  for (const p of placed) {
    p.at = Math.max(p.at, free);
    free = p.at + p.height + GAP;
  }
  let limit = bottom;
  for (const p of placed.toReversed()) {
    p.at = Math.min(p.at, limit - p.height);
    limit = p.at - GAP;
  }
  let svg = '';
  for (const { label, lines, height, at } of placed) {
    const middle = at + height / 2;
    // the leader line stays in the margin; across the plot it would look like data
    if (Math.abs(middle - label.y) > 2)
      svg += `<g opacity="0.55">${strokeLine([edge + 1, label.y, edge + LEAD - 2, middle], label.color, 0.75)}</g>`;
    lines.forEach((line, i) => {
      const y = at + i * LINE + LINE - 3.5;
      svg += textAt(edge + LEAD, y, line, { size: SIZE.label, fill: label.color });
    });
  }
  const spans = placed
    .toSorted((a, b) => a.i - b.i)
    .map(({ at, height }): [number, number] => [at, at + height]);
  return { svg, spans };
}
