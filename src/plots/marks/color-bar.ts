import { densityImage } from './density-image.ts';
import { coordinate, SIZE, textAt, textWidth } from './text.ts';
import type { Inks } from './theme.ts';

const SHADES = 64;
const GAP = 4;
/** Shortest bar, in px. Where there is less room its labels stand alone. */
const SHORTEST = 12;

/** Height in px of a bar. */
export const COLOR_BAR = SIZE.note;

/**
 * The scale of `densityImage` from 0 to `top` on one line, whose upper left corner is at (x, y): the label 0, the
 * shades with a notch at 1, and the label `top` with its `unit`.
 */
export function colorBar(
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  top: number,
  unit: string,
  inks: Inks,
): string {
  const style = { size: SIZE.note, fill: inks.muted } as const;
  const [low, high] = ['0', `${written(top)} ${unit}`];
  const [before, after] = [low, high].map((label) => textWidth(label, SIZE.note) + GAP);
  const base = y + COLOR_BAR - 1.5;
  const room = width - before - after;
  const body = textAt(x, base, low, style) + textAt(x + width, base, high, { ...style, anchor: 'end' });
  if (room < SHORTEST) return body;
  const shades = Float64Array.from({ length: SHADES }, (_, i) => i + 0.5);
  const image = densityImage(shades, { width: SHADES, height: 1 }, SHADES);
  const [left, from, long] = [x + before, y + 1, room].map(coordinate);
  const notch = coordinate(x + before + room / top);
  return (
    body +
    `<image x="${left}" y="${from}" width="${long}" height="${COLOR_BAR - 2}" preserveAspectRatio="none" href="${image}"/>` +
    `<line x1="${notch}" y1="${coordinate(y)}" x2="${notch}" y2="${coordinate(y + COLOR_BAR)}" stroke="${inks.ink}"/>`
  );
}

/** Up to two decimals, of which large numbers need fewer. */
const written = (value: number) => String(Number(value.toFixed(value < 10 ? 2 : 1)));
