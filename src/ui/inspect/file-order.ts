import type { OpenFile } from './open-file.ts';

/** The moment of a file in its run. */
interface Moment {
  readonly name: string;
  readonly value: number;
}

/** A name before another, with numbers in it by their value: ep9 before ep100. */
const byName = new Intl.Collator('en', { numeric: true }).compare;

/** Files in the order of training where they say it in the same quantity, such as the epoch, else by name. */
export function ordered(files: readonly OpenFile[]): OpenFile[] {
  const names = new Set(files.flatMap(({ weights, trouble }) => (trouble ? [] : [weights?.moment?.name])));
  const timed = names.size === 1 && !names.has(undefined);
  return files.toSorted((a, b) => {
    const [first, second] = [a.weights?.moment?.value, b.weights?.moment?.value];
    const gap = timed && first !== undefined && second !== undefined ? first - second : 0;
    return gap || byName(a.file.name, b.file.name) || a.id - b.id;
  });
}

/**
 * Places of the files on the axis of their run: their own moments if all have them, in ascending order and each its own,
 * otherwise 1, 2, 3.
 */
export function placesInRun(files: readonly OpenFile[]): {
  readonly moment: string;
  readonly at: readonly number[];
} {
  const moments = files.flatMap(({ weights }): readonly Moment[] =>
    weights?.moment ? [weights.moment] : [],
  );
  const [first] = moments;
  const told =
    first &&
    moments.length === files.length &&
    moments.every(
      ({ name, value }, i) => name === first.name && value > (moments[i - 1]?.value ?? -Infinity),
    );
  return told
    ? { moment: first.name, at: moments.map(({ value }) => value) }
    : { moment: 'file', at: files.map((_, i) => i + 1) };
}

/** True where the files look like the checkpoints of one run: one size, and moments or names that differ in numbers alone. */
export function oneRun(files: readonly OpenFile[]): boolean {
  if (files.length < 2) return false;
  const sizes = new Set(files.map(({ count }) => `${count?.counts?.K} ${count?.counts?.D}`));
  if (sizes.size > 1) return false;
  if (placesInRun(files).moment !== 'file') return true;
  const stems = new Set(files.map(({ file }) => file.name.replace(/\d+/g, '#')));
  return stems.size === 1 && new Set(files.map(({ file }) => file)).size === files.length;
}
