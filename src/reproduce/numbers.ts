import type { PaperPlace } from '../base/paper-numbers.ts';
import { metricOf } from './metrics.ts';
import type { Spread } from './statistics.ts';

/** The report's words for where the paper gives a number. */
export const PLACES: Readonly<Record<PaperPlace, string>> = {
  text: 'stated in the text',
  'figure 3a': 'read off Figure 3a',
  'figure 3b': 'printed in Figure 3b, ImageNet-1k',
};

/** A metric's value as the report writes it: per cent with one decimal, or three significant digits. */
export function written(metric: string, value: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = metricOf(metric).percent ? (100 * value).toFixed(1) : String(Number(value.toPrecision(3)));
  return text.replace('-', '−');
}

/** Mean and range, such as "24.2 (22.1–25.0)", or the value of a single seed alone. */
export function ranged(metric: string, spread: Spread): string {
  const mean = written(metric, spread.mean);
  if (spread.n < 2) return mean;
  // a minus would run into the dash of the range
  const dash = spread.min < 0 ? ' to ' : '–';
  return `${mean} (${written(metric, spread.min)}${dash}${written(metric, spread.max)})`;
}

/** A metric's name in a sentence, such as "unique at ε 0.025" or "k-NN". */
export function metricTitle(metric: string): string {
  return metricOf(metric).title.replace(/ %/, '');
}
