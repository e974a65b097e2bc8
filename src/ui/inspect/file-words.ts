import { quoted } from '../../base/errors.ts';
import type { PlotLane } from '../../plots/marks/lane.ts';
import type { MatrixWords } from '../../worker/inspector-messages.ts';
import { numeral, percent } from '../words/numerals.ts';
import type { MatrixCount, OpenFile } from './open-file.ts';

/** The matrix of a file that is looked at, as it is turned. */
export function matrixOf({ weights, matrix, turned }: OpenFile): MatrixWords | undefined {
  const found = matrix === undefined ? undefined : weights?.matrices[matrix];
  return found && turned ? { ...found, K: found.D, D: found.K } : found;
}

/** A matrix in one line: its key, size and type of numbers. */
export const matrixWords = ({ key, K, D, dtype }: MatrixWords): string =>
  `${key || 'the whole file'} · ${sizeWords(K, D)} · ${dtype}`;

export const sizeWords = (K: number, D: number): string => `${numeral(K)} × ${numeral(D)}`;

/** Characters of a name beside a curve. */
const SHORT = 24;

/** The files as lanes of plots. One that is open more than once is named by its keys. */
export function fileLanes(files: readonly OpenFile[]): Map<number, PlotLane> {
  const times = new Map<File, number>();
  for (const { file } of files) times.set(file, (times.get(file) ?? 0) + 1);
  return new Map(
    files.map((each): [number, PlotLane] => {
      const key = matrixOf(each)?.key ?? '';
      const named = (times.get(each.file) ?? 0) > 1 && key !== '';
      const label = quoted(named ? shortKey(key) : each.file.name, SHORT);
      return [each.id, { id: each.id, label, method: 'weights', prototypes: 'joint' }];
    }),
  );
}

/** The parts of a key that tell it from another of its file: "teacher last_layer". */
function shortKey(key: string): string {
  const parts = key
    .split('.')
    .filter((part) => !/^(module|_orig_mod|weight(_v)?|original1|parametrizations)$/.test(part));
  return parts.length > 2 ? `${parts[0]} … ${parts.at(-1)}` : parts.join(' ');
}

/** The progress of a count in words. */
export function phaseWords({ phase, share }: MatrixCount): string {
  switch (phase) {
    case 'waiting':
      return 'Waiting for another count';
    case 'reading':
      return 'Reading the matrix';
    case 'counting':
      return `Counting exactly: ${Math.floor(100 * share)}%`;
    case 'comparing':
      return 'Computing the random baseline';
    case 'done':
      return 'Counted';
    case 'cancelled':
      return 'Cancelled';
    case 'failed':
      return 'Failed';
  }
}

/** A number of unique prototypes with its share. */
export const uniqueWords = (count: number, K: number): string => `${numeral(count)} (${percent(count / K)})`;
