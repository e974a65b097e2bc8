import type { Scale } from './axis.ts';
import { type Place, thinned } from './line-path.ts';
import { coordinate } from './text.ts';

/** The area between two curves over the same `xs`, such as the range of several draws. */
export interface RangeBand {
  readonly xs: readonly number[];
  readonly lows: readonly number[];
  readonly highs: readonly number[];
  readonly color: string;
}

/** The band as a pale area without an outline. Points that a scale cannot place are left out. */
export function bandPath({ xs, lows, highs, color }: RangeBand, x: Scale, y: Scale): string {
  const edge = (ys: readonly number[]) => {
    const places = xs.map((at, i): Place => [x.place(at), y.place(ys[i])]);
    const shown = places.filter(([px, py]) => Number.isFinite(px) && Number.isFinite(py));
    return thinned(shown).map(([px, py]) => `${coordinate(px)} ${coordinate(py)}`);
  };
  const outline = [...edge(highs), ...edge(lows).reverse()];
  return outline.length > 2 ? `<path d="M${outline.join('L')}Z" fill="${color}" opacity="0.22"/>` : '';
}
