import type { TensorInfo } from '@tensorflow/tfjs';
import { byGroup, type Gpu, type Program } from './gpu.ts';

/**
 * A product C [groups · rows, columns] = A B for groups of rows with the same depth. `nn`: A [.., depth],
 * B [depth, columns]. `nt`: A [.., depth], B [columns, depth]. `tn`: A [depth, rows], B [depth, columns], one group.
 */
export interface Product {
  readonly form: 'nn' | 'nt' | 'tn';
  readonly groups: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  /** First float of each group in A and in B, and of the first group in C. */
  readonly fromA: readonly number[];
  readonly fromB: readonly number[];
  readonly to: number;
  /** First float of each group's bias in `bias`, added to every row. */
  readonly fromBias?: readonly number[];
  /** `nn` only: add the operand `added`, which has the shape of C. */
  readonly added?: boolean;
  /** `nt` only: scale by the inverse norms of B's rows (at least 1e-12). */
  readonly unitB?: boolean;
  /** `nn` only: scale row k of B by `scale[k]`. */
  readonly scaled?: boolean;
}

/** The tensors that a product reads, and `c`, which it writes. */
export interface Operands {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly c: TensorInfo;
  readonly bias?: TensorInfo;
  readonly scale?: TensorInfo;
  readonly added?: TensorInfo;
}

/**
 * Computes a product in one dispatch. Each thread keeps a block of C in named registers and uses no barrier. Blocks
 * are large on a software adapter, where loads are expensive, and small on a GPU, which needs many threads.
 */
export function multiply(gpu: Gpu, product: Product, operands: Operands): void {
  run(gpu, [planOf(gpu, product, '')], [operands]);
}

/** Computes two independent products, such as a layer's two gradients, in one dispatch. */
export function multiplyBoth(
  gpu: Gpu,
  first: readonly [Product, Operands],
  second: readonly [Product, Operands],
): void {
  run(gpu, [planOf(gpu, first[0], ''), planOf(gpu, second[0], '_')], [first[1], second[1]]);
}

/** The division of a product into threads. Names of its bindings end in `tail`: a, b, c, or a_, b_, c_. */
interface Plan {
  readonly product: Product;
  readonly tail: string;
  readonly vector: boolean;
  /** Rows, and groups of four columns, of a thread's block; blocks side by side; blocks in all. */
  readonly tall: number;
  readonly wide: number;
  readonly across: number;
  readonly threads: number;
}

function planOf(gpu: Gpu, product: Product, tail: string): Plan {
  const vector = blockable(product);
  const { tall, wide } = vector ? blockOf(gpu, product) : { tall: 1, wide: 1 };
  const across = Math.ceil(product.columns / (vector ? 4 * wide : 1));
  const threads = product.groups * across * Math.ceil(product.rows / tall);
  return { product, tail, vector, tall, wide, across, threads };
}

function run(gpu: Gpu, plans: readonly Plan[], operands: readonly Operands[]): void {
  const tensors = [
    ...operands.map(({ c }) => c),
    ...operands.flatMap(({ a, b, bias, scale, added }) => [
      a,
      b,
      ...(bias ? [bias] : []),
      ...(scale ? [scale] : []),
      ...(added ? [added] : []),
    ]),
  ];
  const threads = plans.reduce((sum, plan) => sum + plan.threads, 0);
  const key = `matmul ${JSON.stringify(plans)}`;
  gpu.run(key, () => programOf(plans, threads, gpu.software ? 16 : 64), tensors, threads);
}

/** True when the operands can be read four floats at a time. */
function blockable({ form, rows, columns, depth, fromA, fromB, to, fromBias }: Product): boolean {
  const even = (value: number) => value % 4 === 0;
  if (![...fromA, ...fromB, to, ...(fromBias ?? [])].every(even)) return false;
  if (!even(columns)) return false;
  return form === 'tn' ? even(rows) : even(depth);
}

/** Rows and groups of four columns of a thread's block. */
function blockOf(gpu: Gpu, { form, rows, columns }: Product): { tall: number; wide: number } {
  const wide = columns % 8 === 0 ? 2 : 1;
  if (gpu.software) return { tall: rows >= 8 ? 8 : 4, wide };
  // Small blocks keep enough threads busy.
  return form === 'nt' ? { tall: 4, wide: 1 } : { tall: rows * columns > 1 << 20 ? 8 : 4, wide };
}

const times = (count: number) => Array.from({ length: count }, (_, i) => i);
const XYZW = 'xyzw';

function programOf(plans: readonly Plan[], threads: number, workgroup: number): Program {
  const [first, second] = plans;
  const start = (plan: Plan, id: string) => `product${plan.tail}(${id});`;
  return {
    outputs: Object.fromEntries(plans.map((plan) => [`c${plan.tail}`, typeOf(plan)] as const)),
    inputs: Object.fromEntries(
      plans.flatMap((plan) => {
        const { fromBias, scaled, added } = plan.product;
        const names = ['a', 'b', ...(fromBias ? ['bias'] : [])];
        return [
          ...names.map((name) => [`${name}${plan.tail}`, typeOf(plan)] as const),
          ...(scaled ? [[`scale${plan.tail}`, 'f32'] as const] : []),
          ...(added ? [[`added${plan.tail}`, typeOf(plan)] as const] : []),
        ];
      }),
    ),
    workgroup,
    functions: plans.map(functionOf).join('\n'),
    each: ['id', threads],
    body: second
      ? `  if (id < ${first.threads}u) { ${start(first, 'id')} } else { ${start(second, `id - ${first.threads}u`)} }`
      : `  ${start(first, 'id')}`,
  };
}

const typeOf = ({ vector }: Plan) => (vector ? 'vec4f' : 'f32');

function functionOf(plan: Plan): string {
  const { product, tail, vector, tall, wide, across, threads } = plan;
  const unit = vector ? 4 : 1;
  const pick = (bases: readonly number[]) => byGroup(bases.map((at) => at / unit));
  const blocks = threads / product.groups;
  return `fn product${tail}(id: u32) {
  let g = id / ${blocks}u;
  let row = (id / ${across}u % ${blocks / across}u) * ${tall}u;
  let column = (id % ${across}u) * ${wide}u;
  let A = ${pick(product.fromA)};
  let B = ${pick(product.fromB)};
  let C = ${product.to / unit}u + g * ${(product.rows * product.columns) / unit}u;
  ${product.fromBias ? `let bias0 = ${pick(product.fromBias)};` : ''}
  ${vector ? block(plan) : plain(plan)}
}`;
}

/** One value of C in each thread, for sizes that are no multiples of four. */
function plain({ product, tail }: Plan): string {
  const { form, rows, columns, depth, unitB, scaled, fromBias, added } = product;
  const a = form === 'tn' ? `a${tail}[A + k * ${rows}u + row]` : `a${tail}[A + row * ${depth}u + k]`;
  const b = form === 'nt' ? `b${tail}[B + column * ${depth}u + k]` : `b${tail}[B + k * ${columns}u + column]`;
  return `var s = 0.0; var nb = 0.0;
  for (var k = 0u; k < ${depth}u; k++) {
    let x = ${a}; let y = ${b}${scaled ? ` * scale${tail}[k]` : ''};
    s = fma(x, y, s);
    ${unitB ? 'nb = fma(y, y, nb);' : ''}
  }
  ${unitB ? 's = s / max(sqrt(nb), 1e-12);' : ''}
  let to = C + row * ${columns}u + column;
  c${tail}[to] = s${fromBias ? ` + bias${tail}[bias0 + column]` : ''}${added ? ` + added${tail}[to]` : ''};`;
}

function block({ product, tail, tall, wide }: Plan): string {
  const { form, rows, columns, depth, unitB, scaled, fromBias, added } = product;
  const n4 = columns / 4;
  const k4 = depth / 4;
  const I = times(tall);
  const J = times(wide);
  const rowsOf = I.map((i) => `let r${i} = min(row + ${i}u, ${rows - 1}u);`).join(' ');
  const columnsOf = J.map((j) => `let q${j} = min(column + ${j}u, ${n4 - 1}u);`).join(' ');
  const zeros = I.map((i) => J.map((j) => `var s${i}_${j} = vec4f();`).join(' ')).join('\n  ');
  const store = I.map((i) =>
    J.map((j) => {
      const to = `C + r${i} * ${n4}u + q${j}`;
      const value = `s${i}_${j}${fromBias ? ` + bias${tail}[bias0 + q${j}]` : ''}${added ? ` + added${tail}[${to}]` : ''}`;
      return `if (row + ${i}u < ${rows}u && column + ${j}u < ${n4}u) { c${tail}[${to}] = ${value}; }`;
    }).join('\n  '),
  ).join('\n  ');
  const head = `${rowsOf}\n  ${columnsOf}\n  ${zeros}`;
  if (form === 'nn') {
    const step = [
      ...times(4).flatMap((q) =>
        J.map(
          (j) =>
            `let b${q}_${j} = b${tail}[B + (k * 4u + ${q}u) * ${n4}u + q${j}]${scaled ? ` * scale${tail}[k * 4u + ${q}u]` : ''};`,
        ),
      ),
      ...I.flatMap((i) => [
        `let a${i} = a${tail}[A + r${i} * ${k4}u + k];`,
        ...times(4).flatMap((q) =>
          J.map((j) => `s${i}_${j} = fma(vec4f(a${i}.${XYZW[q]}), b${q}_${j}, s${i}_${j});`),
        ),
      ]),
    ];
    return `${head}\n  for (var k = 0u; k < ${k4}u; k++) {\n    ${step.join('\n    ')}\n  }\n  ${store}`;
  }
  if (form === 'tn') {
    const m4 = rows / 4;
    const P = times(Math.ceil(tall / 4));
    const step = [
      ...P.map((p) => `let a${p} = a${tail}[A + k * ${m4}u + min(row / 4u + ${p}u, ${m4 - 1}u)];`),
      ...J.map((j) => `let b${j} = b${tail}[B + k * ${n4}u + q${j}];`),
      ...I.flatMap((i) =>
        J.map((j) => `s${i}_${j} = fma(vec4f(a${i >> 2}.${XYZW[i & 3]}), b${j}, s${i}_${j});`),
      ),
    ];
    return `${head}\n  for (var k = 0u; k < ${depth}u; k++) {\n    ${step.join('\n    ')}\n  }\n  ${store}`;
  }
  // nt sums dot products, one scalar for each value
  const L = times(4);
  const norms = unitB ? J.flatMap((j) => L.map((l) => `var nb${j}_${l} = 0.0;`)) : [];
  const step = [
    ...I.map((i) => `let a${i} = a${tail}[A + r${i} * ${k4}u + k];`),
    ...J.flatMap((j) =>
      L.flatMap((l) => [
        `let b${j}_${l} = b${tail}[B + (q${j} * 4u + ${l}u) * ${k4}u + k];`,
        ...(unitB ? [`nb${j}_${l} += dot(b${j}_${l}, b${j}_${l});`] : []),
        ...I.map((i) => `s${i}_${j}.${XYZW[l]} += dot(a${i}, b${j}_${l});`),
      ]),
    ),
  ];
  const scale = unitB
    ? J.flatMap((j) => [
        `let n${j} = max(sqrt(vec4f(${L.map((l) => `nb${j}_${l}`).join(', ')})), vec4f(1e-12));`,
        ...I.map((i) => `s${i}_${j} /= n${j};`),
      ])
    : [];
  return `${head}\n  ${norms.join(' ')}\n  for (var k = 0u; k < ${k4}u; k++) {\n    ${step.join('\n    ')}\n  }\n  ${scale.join('\n  ')}\n  ${store}`;
}
