import type { Knob, KnobValue } from '../../base/knobs.ts';
import { numeral } from './numerals.ts';

/**
 * Formats a setting in a few letters: "K 64". `beside` holds the values that it stands beside; a number that rounds to
 * the same words as another of them is written in full.
 */
export function settingWords(
  knob: Knob | undefined,
  value: KnobValue | undefined,
  beside: readonly (KnobValue | undefined)[] = [],
): string {
  if (!knob || value === undefined) return '';
  const words = valueWords(knob, value);
  const alike = beside.some(
    (other) => other !== undefined && other !== value && valueWords(knob, other) === words,
  );
  return `${labelOf(knob)} ${alike ? String(value) : words}`;
}

/** The symbol of a knob if its label ends in one ("K"), else the label. */
export function labelOf(knob: Knob | undefined): string {
  const label = knob?.label ?? '';
  const word = label.split(' ').at(-1) ?? '';
  return /^\p{L}[₀-₉]?$/u.test(word) ? word : label;
}

/** Formats the value of a setting. */
export function valueWords(knob: Knob | undefined, value: KnobValue | undefined): string {
  if (typeof value === 'number') return numeral(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  const option = knob?.kind === 'choice' && knob.options.find((each) => each.value === value);
  return option ? option.label : String(value);
}
