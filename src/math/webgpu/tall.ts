import type { TensorInfo } from '@tensorflow/tfjs';
import type { Gpu, Program } from './gpu.ts';

// Gradients of a dense layer's weights over many rows, in shares of the rows. Without shares a GPU would have few
// threads, and each of them a long sum.

/** Below this number of rows a product without shares is faster. */
export const TALL = 512;
/** Rows in a share. */
const SHARE = 128;
/** Rows of a thread's block of the weight, and its columns in fours. */
const HIGH = 8;
const WIDE = 2;

export interface Tall {
  readonly rows: number;
  readonly In: number;
  /** A multiple of four. */
  readonly Out: number;
  /** First row of x. */
  readonly first: number;
  readonly bias: boolean;
}

/** Gradients from x [.., In] and dy [rows, Out] in shares: xᵀ dy [S, In, Out] and, with `bias`, sums of dy's rows
 *  [S, Out]. */
export function tallSlopes(gpu: Gpu, tall: Tall, x: TensorInfo, dy: TensorInfo): readonly TensorInfo[] {
  const { rows, In, Out, bias } = tall;
  const shares = Math.ceil(rows / SHARE);
  const sums = gpu.outputs([[shares, In, Out], ...(bias ? [[shares, Out]] : [])]);
  const threads = shares * Math.ceil(In / HIGH) * Math.ceil(Out / 4 / WIDE);
  const program = () => summing(tall, (sums.at[1] ?? 0) / 4, threads);
  gpu.run(`tall ${JSON.stringify(tall)}`, program, [sums.all, x, dy], threads);
  return sums.views;
}

const times = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Each thread sums a block of the weight over a share of the rows. The biases' sums start `behind` vec4f later. */
function summing({ rows, In, Out, first, bias }: Tall, behind: number, threads: number): Program {
  const [down, across, n4] = [Math.ceil(In / HIGH), Math.ceil(Out / 4 / WIDE), Out / 4];
  const four = In % 4 === 0;
  const [I, J] = [times(HIGH), times(WIDE)];
  const read = four
    ? times(HIGH / 4).map((p) => `let a${p} = x[X + min(row / 4u + ${p}u, ${In / 4 - 1}u)];`)
    : I.map((i) => `let a${i} = x[X + min(row + ${i}u, ${In - 1}u)];`);
  const factor = (i: number) => (four ? `a${i >> 2}.${'xyzw'[i & 3]}` : `a${i}`);
  const step = [
    `let X = (${first}u + k) * ${four ? In / 4 : In}u;`,
    ...read,
    ...J.map((j) => `let b${j} = dy[k * ${n4}u + q${j}];`),
    ...(bias ? J.map((j) => `t${j} += b${j};`) : []),
    ...I.flatMap((i) => J.map((j) => `s${i}_${j} = fma(vec4f(${factor(i)}), b${j}, s${i}_${j});`)),
  ];
  const inside = (j: number) => `column + ${j}u < ${n4}u`;
  const store = [
    ...I.flatMap((i) =>
      J.map(
        (j) =>
          `if (row + ${i}u < ${In}u && ${inside(j)}) { sums[S + (row + ${i}u) * ${n4}u + q${j}] = s${i}_${j}; }`,
      ),
    ),
    ...(bias
      ? J.map((j) => `if (row == 0u && ${inside(j)}) { sums[${behind}u + share * ${n4}u + q${j}] = t${j}; }`)
      : []),
  ];
  return {
    outputs: { sums: 'vec4f' },
    inputs: { x: four ? 'vec4f' : 'f32', dy: 'vec4f' },
    workgroup: 64,
    each: ['id', threads],
    body: `  let row = (id / ${across}u % ${down}u) * ${HIGH}u; let column = (id % ${across}u) * ${WIDE}u;
  let share = id / ${down * across}u;
  let S = share * ${In * n4}u;
  ${J.map((j) => `let q${j} = min(column + ${j}u, ${n4 - 1}u);`).join(' ')}
  ${I.map((i) => J.map((j) => `var s${i}_${j} = vec4f();`).join(' ')).join('\n  ')}
  ${bias ? J.map((j) => `var t${j} = vec4f();`).join(' ') : ''}
  let end = min(${rows}u, (share + 1u) * ${SHARE}u);
  for (var k = share * ${SHARE}u; k < end; k++) {
    ${step.join('\n    ')}
  }
  ${store.join('\n  ')}`,
  };
}
