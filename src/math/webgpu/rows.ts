import type { TensorInfo } from '@tensorflow/tfjs';
import type { Gpu, Program } from './gpu.ts';

// Each thread has one row of a matrix.

/** 1 / max(|x|, 1e-12) of the rows [rows, width] of x from float `first`, [rows]. */
export function rowScales(gpu: Gpu, x: TensorInfo, first: number, rows: number, width: number): TensorInfo {
  const out = gpu.output([rows]);
  const program = (): Program => ({
    outputs: { scales: 'f32' },
    inputs: { x: 'f32' },
    workgroup: 64,
    each: ['row', rows],
    body: `  let base = ${first}u + row * ${width}u;
  var s = 0.0;
  for (var i = 0u; i < ${width}u; i++) { s = fma(x[base + i], x[base + i], s); }
  scales[row] = 1.0 / max(sqrt(s), 1e-12);`,
  });
  gpu.run(`row scales ${first} ${rows} ${width}`, program, [out, x], rows);
  return out;
}

/** Takes the rows of dy back through y = x scale, in place: (dy - y <dy, y>) scale. Rows of x start at float `first`.
 *  */
export function rowsBack(
  gpu: Gpu,
  dy: TensorInfo,
  x: TensorInfo,
  first: number,
  scales: TensorInfo,
  rows: number,
  width: number,
): void {
  const program = (): Program => ({
    outputs: { dy: 'f32' },
    inputs: { x: 'f32', scales: 'f32' },
    workgroup: 64,
    each: ['row', rows],
    body: `  let at = row * ${width}u;
  let base = ${first}u + at;
  let scale = scales[row];
  var along = 0.0;
  for (var i = 0u; i < ${width}u; i++) { along = fma(dy[at + i], x[base + i] * scale, along); }
  for (var i = 0u; i < ${width}u; i++) { dy[at + i] = (dy[at + i] - x[base + i] * scale * along) * scale; }`,
  });
  gpu.run(`rows back ${first} ${rows} ${width}`, program, [dy, x, scales], rows);
}
