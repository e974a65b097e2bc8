import type { Box } from './frame.ts';
import { strokeLine } from './frame.ts';
import { coordinate, SIZE, textAt, textWidth } from './text.ts';

/** A moment of one line that has a name, such as "began at step 65". */
export interface Moment {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly color: string;
}

/** Height of the stem between a moment's point and its words, in px. */
const STEM = 14;
/** Least distance between the words of two moments, in px. */
const APART = SIZE.note + 3;

interface Placed extends Omit<Moment, 'x' | 'y'> {
  readonly left: number;
  readonly top: number;
}

/** A dot on the line with its words below, to the left where the plot ends. Words that would meet go lower. */
export function momentMarks(moments: readonly Placed[], box: Box): string {
  const used: number[] = [];
  return [...moments]
    .sort((a, b) => a.top - b.top)
    .map(({ left, top, label, color }) => {
      const half = textWidth(label, SIZE.note) / 2;
      const middle = Math.min(Math.max(left, box.x + half), box.x + box.width - half);
      let words = Math.min(top + STEM + SIZE.note, box.y + box.height - 4);
      while (used.some((other) => Math.abs(other - words) < APART)) words -= APART;
      used.push(words);
      return (
        strokeLine([left, top, left, words - SIZE.note], color, 1, '') +
        `<circle cx="${coordinate(left)}" cy="${coordinate(top)}" r="3.5" fill="${color}"/>` +
        textAt(middle, words, label, { size: SIZE.note, fill: color, anchor: 'middle' })
      );
    })
    .join('');
}
