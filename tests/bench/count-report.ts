import type { CountOutcome } from './count-run.ts';
import { median } from './match.ts';

/** The cells of a table on counts, head first. */
export const COUNT_HEAD = ['matrix', 'threads', 'ours, ms', 'NumPy, ms', 'ours over NumPy', 'counts'];

export function countRow({ K, D, kind, threads, ours, numpy, ratio }: CountOutcome): string[] {
  const ms = ({ milliseconds }: CountOutcome['ours']) =>
    `${median(milliseconds).toFixed(0)} (${Math.min(...milliseconds).toFixed(0)})`;
  const apart = numpy?.unique.map((count, e) => Math.abs(count - (ours.unique[e] ?? Number.NaN)));
  return [
    `${K.toLocaleString('en')} x ${D}, ${kind}`,
    String(threads),
    ms(ours),
    numpy ? ms(numpy) : 'no NumPy',
    ratio === undefined ? '' : `${ratio.toFixed(2)} x`,
    apart ? `at most ${Math.max(...apart)} apart` : '',
  ];
}
