import type { Change, Course, Return } from '../base/config.ts';
import { presentKey } from '../base/former-settings.ts';
import type { KnobValue } from '../base/knobs.ts';
import { at, type Field, items, numberIn, numbersIn, optional, textIn, unfit } from './json-field.ts';

/** The value of a setting in a file. */
export function knobValueIn(field: Field): KnobValue {
  const { value } = field;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
  throw unfit(field, 'a number, a text, true or false');
}

/**
 * The changes to a run while it trained, from the fields `changes`, `byHand` and `returns` of an object. Undefined where
 * all are missing or empty. Throws a `data` TroubleError for steps that are no whole numbers or out of order.
 */
export function courseIn(field: Field): Course | undefined {
  const changes = optional(at(field, 'changes'), (list) => items(list).map(changeIn)) ?? [];
  const byHand = optional(at(field, 'byHand'), numbersIn) ?? [];
  const returns = optional(at(field, 'returns'), (list) => items(list).map(returnIn)) ?? [];
  if (changes.length + byHand.length + returns.length === 0) return undefined;
  inOrder(
    changes.map(({ step }) => step),
    0,
    (i) => `${at(field, 'changes').path}[${i}].step`,
  );
  inOrder(byHand, 1, (i) => `${at(field, 'byHand').path}[${i}]`);
  inOrder(
    returns.map(({ to }) => to),
    0,
    (i) => `${at(field, 'returns').path}[${i}].to`,
  );
  return { changes, byHand, ...(returns.length > 0 && { returns }) };
}

function changeIn(field: Field): Change {
  return {
    step: numberIn(at(field, 'step')),
    key: presentKey(textIn(at(field, 'key'))),
    value: knobValueIn(at(field, 'value')),
  };
}

/** Most steps between two reports. */
const FARTHEST = 1000;

function returnIn(field: Field): Return {
  const [from, to] = [at(field, 'from'), at(field, 'to')].map(numberIn);
  const steps = (from ?? 0) - (to ?? 0);
  if (
    from === undefined ||
    to === undefined ||
    !(Number.isSafeInteger(from) && steps > 0 && steps <= FARTHEST)
  )
    throw unfit(at(field, 'from'), `a whole number, 1 to ${FARTHEST} above ${to}`);
  return { from, to };
}

/** Steps are whole numbers, each at least `apart` above the one before. */
function inOrder(steps: readonly number[], apart: number, pathAt: (i: number) => string): void {
  for (const [i, step] of steps.entries()) {
    const least = i === 0 ? 0 : (steps[i - 1] ?? 0) + apart;
    if (!Number.isSafeInteger(step) || step < least)
      throw unfit({ value: step, path: pathAt(i) }, `a whole number, at least ${least}`);
  }
}
