import type { Box } from './frame.ts';
import { coordinate, SIZE, textAt, textWidth } from './text.ts';

/** A moment of one line that has a name, such as "began at step 65". */
export interface Moment {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly color: string;
}

/** Distance of the words from the point, in px. */
const BESIDE = 8;
/** Least distance between the words of two moments, in px. */
const APART = SIZE.note + 3;

interface Placed extends Omit<Moment, 'x' | 'y'> {
  readonly left: number;
  readonly top: number;
}

/** Words of one moment, or of several at one step. */
interface Words {
  readonly text: string;
  readonly color: string;
  readonly left: number;
  readonly top: number;
}

/** A stretch of a line of text that is taken, in px. */
interface Taken {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/**
 * A dot on each line with its words below to the left, where a falling line leaves room; near the left edge they go to the
 * right. Equal words that would meet are said once, in `shared`, with the number of lanes; other words go lower, or higher
 * at the plot's end.
 */
export function momentMarks(moments: readonly Placed[], box: Box, shared: string): string {
  const taken: Taken[] = [];
  const dots = moments.map(
    ({ left, top, color }) =>
      `<circle cx="${coordinate(left)}" cy="${coordinate(top)}" r="3.5" fill="${color}"/>`,
  );
  const texts = gathered(moments, shared).map(({ text, color, left, top }) => {
    const width = textWidth(text, SIZE.note);
    const fits = left - BESIDE - width > box.x;
    const from = fits ? left - BESIDE - width : left + BESIDE;
    const free = (at: number) =>
      taken.every(
        (other) =>
          Math.abs(other.at - at) >= APART || other.to + BESIDE < from || other.from > from + width + BESIDE,
      );
    const lowest = box.y + box.height - 4;
    const first = Math.min(top + SIZE.note + 4, lowest);
    let at = first;
    while (!free(at) && at + APART <= lowest) at += APART;
    if (!free(at)) at = first;
    while (!free(at) && at - APART > box.y) at -= APART;
    taken.push({ from, to: from + width, at });
    return textAt(fits ? left - BESIDE : left + BESIDE, at, text, {
      size: SIZE.note,
      fill: color,
      anchor: fits ? 'end' : 'start',
    });
  });
  return [...dots, ...texts].join('');
}

/** The words of all moments from the top, those of equal words that would meet as one. */
function gathered(moments: readonly Placed[], shared: string): Words[] {
  const sorted = [...moments].sort((a, b) => a.top - b.top);
  const groups: Placed[][] = [];
  for (const moment of sorted) {
    const near = groups.find((group) => {
      const last = group[group.length - 1];
      return last.label === moment.label && moment.top - last.top < APART;
    });
    if (near) near.push(moment);
    else groups.push([moment]);
  }
  return groups.map((group) => {
    const [{ label, color, left }] = group;
    const { top } = group[group.length - 1];
    return group.length === 1
      ? { text: label, color, left, top }
      : { text: `${label}: ${group.length} lanes`, color: shared, left, top };
  });
}
