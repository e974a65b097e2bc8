import type { TensorInfo } from '@tensorflow/tfjs';
import type { Gpu } from './gpu.ts';

/** Sum of the rows of x [rows, columns] -> [columns]: one thread a column. */
export function sumRows(gpu: Gpu, x: TensorInfo, rows: number, columns: number): TensorInfo {
  const out = gpu.output([columns]);
  const body = `fn main(group: u32, lane: u32) {
  let column = group * 64u + lane;
  if (column >= ${columns}u) { return; }
  var s = 0.0;
  for (var r = 0u; r < ${rows}u; r++) { s += x[r * ${columns}u + column]; }
  y[column] = s;
}`;
  const program = () => ({
    outputs: { y: 'f32' as const },
    inputs: { x: 'f32' as const },
    workgroup: 64,
    body,
  });
  gpu.run(`sum rows ${rows} ${columns}`, program, [out, x], columns);
  return out;
}
