import type { NumberKnob } from '../../base/knobs.ts';

/** Positions of a slider whose values are not whole steps: fine enough for a pointer, coarse enough for keys. */
const TRAVEL = 100;

/** False for ranges, such as a seed's, in which no position means anything to a person. */
export const slides = (knob: NumberKnob): boolean => knob.scale === 'log' || knob.max - knob.min <= 1e6;

/** How many positions past the first a knob's slider has: one a value where its values are few, one an octave
 *  where they are powers of two (sizes such as K, D and the batch are powers of two in every paper). */
export function travelOf(knob: NumberKnob): number {
  if (octaves(knob)) return Math.ceil(Math.log2(knob.max / knob.min));
  if (knob.integer && knob.scale === 'linear') return Math.min(TRAVEL, knob.max - knob.min);
  return TRAVEL;
}

/** Where a knob's value sits on its slider, a whole number from 0 to travelOf(knob). */
export function positionOf(knob: NumberKnob, value: number): number {
  const { min, max } = knob;
  if (max <= min) return 0;
  if (octaves(knob)) return Math.round(value >= max ? travelOf(knob) : Math.log2(value / min));
  const share = log(knob) ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(Math.min(1, Math.max(0, share)) * travelOf(knob));
}

/** The value at a slider position: the ends exactly, and few digits between them. */
export function valueAt(knob: NumberKnob, position: number): number {
  const { min, max } = knob;
  const travel = travelOf(knob);
  if (position <= 0) return min;
  if (position >= travel) return max;
  const share = position / travel;
  if (octaves(knob)) return Math.min(max, min * 2 ** position);
  const raw = log(knob) ? min * (max / min) ** share : min + (max - min) * share;
  return Math.min(max, Math.max(min, rounded(raw, knob)));
}

const log = (knob: NumberKnob) => knob.scale === 'log' && knob.min > 0;

const octaves = (knob: NumberKnob) => log(knob) && knob.integer && Number.isInteger(Math.log2(knob.min));

/** Enough digits that neighbouring positions differ, and no more. */
function rounded(raw: number, knob: NumberKnob): number {
  let value: number;
  if (log(knob)) value = Number(raw.toPrecision((knob.max / knob.min) ** (1 / TRAVEL) < 1.1 ? 3 : 2));
  else value = Number(raw.toFixed(Math.max(0, 2 - Math.floor(Math.log10(knob.max - knob.min)))));
  return knob.integer ? Math.round(value) : value;
}
