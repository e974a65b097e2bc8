import type { TensorInfo } from '@tensorflow/tfjs';
import type { Gpu, Program } from './gpu.ts';

/** Rows [from, from + count) of a matrix of unit rows [n, D]. */
export interface Band {
  readonly units: TensorInfo;
  readonly from: number;
  readonly count: number;
}

const LANES = 64;
/** Lanes of a workgroup form a square of this side, so that they share reads. */
const SIDE = 8;
/** Columns of a thread's block. */
const WIDE = 4;

/** Inner products of `rows` with `columns`, [rows, columns]. One program serves all sizes with the same D, because
 *  sizes change from call to call. */
export function cosineBlock(gpu: Gpu, rows: Band, columns: Band, D: number): TensorInfo {
  const out = gpu.output([rows.count, columns.count]);
  const tall = gpu.software ? 8 : 4;
  const vector = D % 4 === 0;
  const groups = Math.ceil(rows.count / (SIDE * tall)) * Math.ceil(columns.count / (SIDE * WIDE));
  gpu.run(
    `cosine block ${D}`,
    () => programOf(D, tall, vector),
    [out, rows.units, columns.units],
    groups * LANES,
    [rows.from, rows.count, columns.from, columns.count],
  );
  return out;
}

const times = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Uses no barrier, since the cache holds what threads read again. */
function programOf(D: number, tall: number, vector: boolean): Program {
  const type = vector ? 'vec4f' : 'f32';
  const steps = vector ? D / 4 : D;
  const [I, J] = [times(tall), times(WIDE)];
  const add = (i: number, j: number) => (vector ? `dot(x${i}, y${j})` : `x${i} * y${j}`);
  return {
    outputs: { cosines: 'f32' },
    inputs: { a: type, b: type },
    params: ['row', 'rows', 'column', 'columns'],
    workgroup: LANES,
    body: `  let rows = u32(params.rows);
  let columns = u32(params.columns);
  let across = (columns + ${SIDE * WIDE - 1}u) / ${SIDE * WIDE}u;
  let row = (group / across * ${SIDE}u + lane / ${SIDE}u) * ${tall}u;
  let column = (group % across * ${SIDE}u + lane % ${SIDE}u) * ${WIDE}u;
  if (row >= rows || column >= columns) { return; }
  ${I.map((i) => `let p${i} = (u32(params.row) + min(row + ${i}u, rows - 1u)) * ${steps}u;`).join('\n  ')}
  ${J.map((j) => `let q${j} = (u32(params.column) + min(column + ${j}u, columns - 1u)) * ${steps}u;`).join('\n  ')}
  ${I.map((i) => J.map((j) => `var s${i}_${j} = 0.0;`).join(' ')).join('\n  ')}
  for (var k = 0u; k < ${steps}u; k++) {
    ${I.map((i) => `let x${i} = a[p${i} + k];`).join(' ')}
    ${J.map((j) => `let y${j} = b[q${j} + k];`).join(' ')}
    ${I.map((i) => J.map((j) => `s${i}_${j} += ${add(i, j)};`).join(' ')).join('\n    ')}
  }
  ${I.map((i) =>
    J.map(
      (j) =>
        `if (row + ${i}u < rows && column + ${j}u < columns) { cosines[(row + ${i}u) * columns + column + ${j}u] = s${i}_${j}; }`,
    ).join('\n  '),
  ).join('\n  ')}`,
  };
}
