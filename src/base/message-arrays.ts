import type { Picture, Report } from './messages.ts';

/** The fields of a picture, all of them arrays. One that is missing here is a type error. */
const PICTURE: Readonly<Record<keyof Picture, true>> = { places: true, wins: true, cloud: true };

/** A picture whose arrays `get` gives by name, such as a reader of files. */
export function pictureBy<T>(get: (name: keyof Picture) => T): Record<keyof Picture, T> {
  const names = Object.keys(PICTURE) as (keyof Picture)[];
  return Object.fromEntries(names.map((name) => [name, get(name)])) as Record<keyof Picture, T>;
}

/** The memory of every array in a report, at any depth and once each. It moves to the receiver when the report is
 *  posted. */
export function buffersOf(report: Report): ArrayBufferLike[] {
  return [...new Set(buffersIn(report))];
}

function buffersIn(value: unknown): ArrayBufferLike[] {
  if (ArrayBuffer.isView(value)) return [value.buffer];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(buffersIn) : [];
}
