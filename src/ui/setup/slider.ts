import type { Ranged } from '../../base/knobs.ts';

/** Positions of a continuous slider: enough for a pointer, and not too many for keys. */
const TRAVEL = 100;

/** False for ranges whose positions mean nothing to a person, such as a seed's. */
export const slides = (knob: Ranged): boolean => knob.scale === 'log' || knob.max - knob.min <= 1e6;

/** The last position of a knob's slider, from 0. Few values get a position each. Sizes such as K, D and the batch get
 *  one per power of two, as in every paper. */
export function travelOf(knob: Ranged): number {
  if (octaves(knob)) return Math.ceil(Math.log2(knob.max / knob.min));
  if (knob.integer && knob.scale === 'linear') return Math.min(TRAVEL, knob.max - knob.min);
  return TRAVEL;
}

/** The slider position of a value, a whole number from 0 to travelOf(knob). */
export function positionOf(knob: Ranged, value: number): number {
  const { min, max } = knob;
  if (max <= min) return 0;
  if (octaves(knob)) return Math.round(value >= max ? travelOf(knob) : Math.log2(value / min));
  const share = log(knob) ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(Math.min(1, Math.max(0, share)) * travelOf(knob));
}

/** The value at a slider position: exact at both ends, rounded to few digits in between. */
export function valueAt(knob: Ranged, position: number): number {
  const { min, max } = knob;
  const travel = travelOf(knob);
  if (position <= 0) return min;
  if (position >= travel) return max;
  const share = position / travel;
  if (octaves(knob)) return Math.min(max, min * 2 ** position);
  const raw = log(knob) ? min * (max / min) ** share : min + (max - min) * share;
  return Math.min(max, Math.max(min, rounded(raw, knob)));
}

const log = (knob: Ranged) => knob.scale === 'log' && knob.min > 0;

const octaves = (knob: Ranged) => log(knob) && knob.integer && Number.isInteger(Math.log2(knob.min));

/** Rounds to the fewest digits that still tell neighbouring positions apart. */
function rounded(raw: number, knob: Ranged): number {
  let value: number;
  if (log(knob)) value = Number(raw.toPrecision((knob.max / knob.min) ** (1 / TRAVEL) < 1.1 ? 3 : 2));
  else value = Number(raw.toFixed(Math.max(0, 2 - Math.floor(Math.log10(knob.max - knob.min)))));
  return knob.integer ? Math.round(value) : value;
}
