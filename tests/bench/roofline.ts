import type { Problem } from './problem.ts';

/** Least cost of one kind of work of a step. */
export interface Cost {
  readonly name: string;
  /** Floating-point operations of matrix products and convolutions, a multiply-add as two. */
  readonly flop: number;
  /** Memory traffic if every tensor is read and written once by each op that needs it. */
  readonly bytes: number;
}

/** The origin of the numbers of `costs`, for whoever reads the output. */
export const ROOFLINE_NOTE = [
  'FLOP: matrix products and convolutions only, 2 M N K each: forward for teacher and student, backward for the',
  'student (weights, and inputs but for the first layer). Bytes: float32, every tensor read and written once by',
  'each op that needs it: layers (input, weights, output; backward also gradients), batch norm with GELU (input',
  'twice, output once; backward input and gradient twice, gradient once), loss (both scores, the gradient), and',
  'AdamW with the teacher (5 reads, 4 writes of all weights). Roof: the longer of FLOP at the peak of a',
  'multiply-add loop and bytes at the speed of a copy, both measured on the same device just before.',
].join('\n');

const FLOAT = 4;
const NETWORKS = 2;

/** A product [rows, depth] x [depth, columns] of a layer, its input being `input` floats. */
interface Product {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly input: number;
  readonly norm: boolean;
}

export function costs(problem: Problem, packed: number): readonly Cost[] {
  const products = layers(problem);
  const { rows, K, D } = problem;
  const all = [...products, { rows, depth: D, columns: K, input: rows * D, norm: false }];
  const layer = all.map(({ rows: m, depth, columns, input }, i) => {
    const flop = 2 * m * depth * columns;
    const [weight, output] = [depth * columns, m * columns];
    const first = i === 0;
    const forward = (first ? input : NETWORKS * input) + NETWORKS * (weight + output);
    const backward = output + input + weight + (first ? 0 : weight + output + input);
    return { flop: flop * (NETWORKS + (first ? 1 : 2)), bytes: FLOAT * (forward + backward) };
  });
  const outputs = products.filter(({ norm }) => norm).reduce((sum, p) => sum + p.rows * p.columns, 0);
  const total = (key: 'flop' | 'bytes') => layer.reduce((sum, one) => sum + one[key], 0);
  return [
    { name: 'layers and scores', flop: total('flop'), bytes: total('bytes') },
    { name: 'batch norm and GELU', flop: 0, bytes: FLOAT * outputs * (3 * NETWORKS + 5) },
    { name: 'loss', flop: 0, bytes: FLOAT * 3 * rows * K },
    { name: 'AdamW and teacher', flop: 0, bytes: FLOAT * 9 * packed },
  ];
}

function layers({ encoder, rows, shape, weights }: Problem): Product[] {
  let { height, width } = shape;
  const found: Product[] = [];
  for (const { address, shape: kernel } of weights) {
    if (!address.endsWith('/kernel')) continue;
    const columns = kernel.at(-1) as number;
    const depth = kernel.slice(0, -1).reduce((a, b) => a * b, 1);
    const norm = address !== 'head/dense2/kernel';
    if (encoder === 'conv' && kernel.length === 4) {
      const input = rows * height * width * (kernel[2] as number);
      height = Math.ceil(height / 2);
      width = Math.ceil(width / 2);
      found.push({ rows: rows * height * width, depth, columns, input, norm });
    } else found.push({ rows, depth, columns, input: rows * depth, norm });
  }
  return found;
}
