import { EPSILONS } from '../../base/epsilons.ts';
import { csvText } from '../../export/csv.ts';
import { replacer } from '../../export/json-field.ts';
import { matrixOf } from './file-words.ts';
import type { OpenFile } from './open-file.ts';

/** The counts of a file as JSON, with the names that `proto-playground inspect --json` uses. */
export function weightsJson(file: OpenFile): string {
  const { counts, random } = file.count ?? {};
  const matrix = matrixOf(file);
  if (!counts || !matrix) return '';
  const { K, D, dead, epsilons, unique, uniformity, rank } = counts;
  const onGrid = (values: readonly number[]) => EPSILONS.map((epsilon) => values[epsilons.indexOf(epsilon)]);
  return `${JSON.stringify(
    {
      ...{
        key: matrix.key,
        K,
        D,
        dtype: matrix.dtype,
        dead,
        eps: EPSILONS,
        unique: onGrid(unique),
        uniformity,
      },
      candidates: file.weights?.matrices.flatMap((each) =>
        each.why === '' ? [] : [{ key: each.key, K: each.K, D: each.D }],
      ),
      ...{ file: file.file.name, format: file.weights?.format, moment: file.weights?.moment },
      ...{ why: matrix.why, turned: matrix.turned !== file.turned, notes: file.weights?.notes },
      effectiveRank: rank,
      ...(random && { randomUnique: onGrid(random.mean), randomDraws: random.draws }),
      curve: { eps: epsilons, unique },
    },
    replacer,
    1,
  )}\n`;
}

/** The curves of all counted files over ε, a point in a line. */
export function curvesCsv(files: readonly OpenFile[]): string {
  const lines: string[][] = [['file', 'key', 'K', 'D', 'epsilon', 'unique', 'share', 'random_share']];
  for (const file of files) {
    const { counts, random } = file.count ?? {};
    const matrix = matrixOf(file);
    if (!counts || !matrix) continue;
    const own = [file.file.name, matrix.key, String(counts.K), String(counts.D)];
    counts.epsilons.forEach((epsilon, i) => {
      const unique = counts.unique[i] ?? Number.NaN;
      const share = String(Number((unique / counts.K).toPrecision(7)));
      lines.push([...own, String(epsilon), String(unique), share, String(random?.mean[i] ?? '')]);
    });
  }
  return csvText(lines);
}
