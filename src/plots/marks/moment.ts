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

/** A dot on each line with its words below to the left, where a falling line leaves room; near the left edge they go to
 *  the right. Words that would meet go lower. */
export function momentMarks(moments: readonly Placed[], box: Box): string {
  const used: number[] = [];
  return [...moments]
    .sort((a, b) => a.top - b.top)
    .map(({ left, top, label, color }) => {
      const fits = left - BESIDE - textWidth(label, SIZE.note) > box.x;
      let words = Math.min(top + SIZE.note + 4, box.y + box.height - 4);
      while (used.some((other) => Math.abs(other - words) < APART)) words += APART;
      used.push(words);
      return (
        `<circle cx="${coordinate(left)}" cy="${coordinate(top)}" r="3.5" fill="${color}"/>` +
        textAt(fits ? left - BESIDE : left + BESIDE, words, label, {
          size: SIZE.note,
          fill: color,
          anchor: fits ? 'end' : 'start',
        })
      );
    })
    .join('');
}
