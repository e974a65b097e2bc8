import { base64Of, bytesIn } from './base64.ts';
import { at, entries, type Field, unfit } from './json-field.ts';

/**
 * Indices of two bytes in JSON, little-endian, as base64: all of them, or those that differ from the array before as
 * pairs of a place and its new value. Few prototypes change their group from one report to the next.
 */
export type PackedIndices = { readonly uint16: string } | { readonly changed: string };

/** `values`, by what differs from `before` where that is shorter. */
export function packIndices(values: Uint16Array, before?: Uint16Array): PackedIndices {
  const changed = before && changesFrom(before, values);
  return changed ? { changed: base64Of(changed) } : { uint16: base64Of(values) };
}

/** The array that `packIndices` packed with the same `before`. Throws a `data` TroubleError for anything else. */
export function indicesIn(field: Field, before?: Uint16Array): Uint16Array {
  const wanted = 'whole uint16 numbers in base64';
  if (!entries(field).has('changed')) return new Uint16Array(bytesIn(at(field, 'uint16'), 2, wanted).buffer);
  const changed = at(field, 'changed');
  if (!before) throw unfit(changed, 'an array before that it changes');
  const pairs = new Uint16Array(bytesIn(changed, 4, `${wanted}, in pairs`).buffer);
  const values = before.slice();
  for (let i = 0; i < pairs.length; i += 2) {
    const [place = 0, value = 0] = pairs.subarray(i, i + 2);
    if (place >= values.length) throw unfit(changed, `places below ${values.length}`);
    values[place] = value;
  }
  return values;
}

/** Places and new values where two arrays differ; undefined if these take more room than the array itself. */
function changesFrom(before: Uint16Array, after: Uint16Array): Uint16Array | undefined {
  if (before.length !== after.length || after.length > 0x10000) return undefined;
  const pairs = new Uint16Array(after.length);
  let used = 0;
  for (const [i, value] of after.entries())
    if (value !== before[i]) {
      if (used + 2 > pairs.length) return undefined;
      pairs[used++] = i;
      pairs[used++] = value;
    }
  return pairs.subarray(0, used);
}
