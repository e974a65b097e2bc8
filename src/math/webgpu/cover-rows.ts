import type { TensorInfo } from '@tensorflow/tfjs';
import type { Gpu, Program } from './gpu.ts';

/** Cosines [rows, columns], and the words of their columns in `words`, starting at `from`. */
export interface Seen {
  readonly cosines: TensorInfo;
  readonly rows: number;
  readonly columns: number;
  readonly words: TensorInfo;
  readonly from: number;
}

/** For each row of cosines the bits at which its columns cover it, and Σ exp(4 cos - 4), [rows, 2], as rows/cover.ts
 *  says. One program serves all sizes, because they change from call to call. */
export function coverRows(gpu: Gpu, seen: Seen, epsilons: readonly number[], sets: number): TensorInfo {
  const { cosines, rows, columns, words, from } = seen;
  const out = gpu.output([rows, 2]);
  const threads = rows * (gpu.software ? 1 : LANES);
  const key = `cover rows ${epsilons.join(' ')} ${sets}`;
  const tensors = [out, cosines, words];
  gpu.run(key, () => programOf(epsilons, sets, gpu.software), tensors, threads, [rows, columns, from]);
  return out;
}

const LANES = 64;

/** On a GPU the lanes of a workgroup share a row. On the CPU, where a barrier is expensive, each thread has a row. */
function programOf(epsilons: readonly number[], sets: number, software: boolean): Program {
  const near = epsilons.map((epsilon, e) => {
    let bits = 0;
    for (let s = 0; s < sets; s++) bits |= 2 ** (e + s * epsilons.length);
    return `if (distance < f32(${epsilon})) { bits |= ${bits}u; }`;
  });
  const met = `fn met(at: u32, word: u32, covered: ptr<function, u32>) -> f32 {
  let cosine = cosines[at];
  let distance = 1.0 - cosine;
  if (distance < f32(${Math.max(...epsilons)})) {
    var bits = 0u;
    ${near.join('\n    ')}
    *covered |= bits & word;
  }
  return exp(4.0 * (cosine - 1.0));
}`;
  const sizes = `let rows = u32(params.rows);
  let columns = u32(params.columns);
  let first = u32(params.first);`;
  const alone = `  ${sizes}
  let row = group * ${LANES}u + lane;
  if (row >= rows) { return; }
  var covered = 0u;
  var sum = 0.0;
  for (var start = 0u; start < columns; start += 256u) {
    var block = 0.0;
    for (var j = start; j < min(columns, start + 256u); j++) {
      block += met(row * columns + j, u32(words[first + j]), &covered);
    }
    sum += block;
  }
  found[2u * row] = f32(covered);
  found[2u * row + 1u] = sum;`;
  const shares = `var<workgroup> bits: array<u32, ${LANES}>;
var<workgroup> sums: array<f32, ${LANES}>;`;
  const together = `  ${sizes}
  var covered = 0u;
  var sum = 0.0;
  if (group < rows) {
    for (var j = lane; j < columns; j += ${LANES}u) {
      sum += met(group * columns + j, u32(words[first + j]), &covered);
    }
  }
  bits[lane] = covered;
  sums[lane] = sum;
  for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) {
      bits[lane] |= bits[lane + half];
      sums[lane] += sums[lane + half];
    }
  }
  if (lane == 0u && group < rows) {
    found[2u * group] = f32(bits[0]);
    found[2u * group + 1u] = sums[0];
  }`;
  return {
    outputs: { found: 'f32' },
    inputs: { cosines: 'f32', words: 'f32' },
    params: ['rows', 'columns', 'first'],
    workgroup: LANES,
    functions: software ? met : `${met}\n${shares}`,
    body: software ? alone : together,
  };
}
