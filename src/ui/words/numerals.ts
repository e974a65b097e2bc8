import { grouped } from '../../base/number-text.ts';

/** Formats a number for people: 65,536; 0.002; 1e-5. */
export function numeral(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential().replace('e+', 'e');
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(4));
  return Number.isInteger(rounded) ? grouped(rounded) : String(rounded);
}

/** Formats a share in 0..1 with one decimal: "87.9%". Without a value: "–". */
export function percent(share: number | undefined): string {
  return share === undefined || !Number.isFinite(share) ? '–' : `${(share * 100).toFixed(1)}%`;
}

/** Formats a share in 0..1 for sentences, rounded as the number beside them is: "87.9%". Only 0 and 1 read as 0% and
 *  100%. */
export function roughly(share: number): string {
  if (share === 0 || share === 1) return `${100 * share}%`;
  const text = percent(share);
  if (text === '0.0%') return 'under 0.1%';
  return text === '100.0%' ? 'over 99.9%' : text;
}

/** Formats seconds as a duration: "9 s", "2 min 05 s", "1 h 12 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const total = Math.max(0, Math.round(seconds));
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${String(total % 60).padStart(2, '0')} s`;
  return `${Math.floor(total / 3600)} h ${String(Math.floor((total % 3600) / 60)).padStart(2, '0')} min`;
}

/** Formats a training speed with its significant digits: "41 steps/s", "0.8 steps/s". */
export function speed(stepsPerSecond: number): string {
  return `${stepsPerSecond.toFixed(stepsPerSecond < 10 ? 1 : 0)} steps/s`;
}
