import type { TensorInfo } from '@tensorflow/tfjs';
import type { Gpu, Program } from './gpu.ts';

/** Sum of the rows of x [rows, columns] -> [columns]: one thread a column. */
export function sumRows(gpu: Gpu, x: TensorInfo, rows: number, columns: number): TensorInfo {
  const out = gpu.output([columns]);
  const program = (): Program => ({
    outputs: { y: 'f32' },
    inputs: { x: 'f32' },
    workgroup: 64,
    each: ['column', columns],
    body: `
  var s = 0.0;
  for (var r = 0u; r < ${rows}u; r++) { s += x[r * ${columns}u + column]; }
  y[column] = s;`,
  });
  gpu.run(`sum rows ${rows} ${columns}`, program, [out, x], columns);
  return out;
}
