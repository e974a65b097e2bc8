import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Gpu } from '../../../src/math/webgpu/gpu.ts';
import { multiply, type Product } from '../../../src/math/webgpu/matmul.ts';
import { useBackend } from '../device.ts';
import { round } from '../numbers.ts';
import type { PartRecord } from '../record.ts';

/** A product's name, its form, and its sizes: rows and columns of the result, and the depth that is summed over. */
export type ProductSize = readonly [
  name: string,
  form: Product['form'],
  rows: number,
  columns: number,
  depth: number,
];

/** The engine's products at the sizes of its steps. */
export const PRODUCTS: readonly ProductSize[] = [
  ['scores, default', 'nt', 128, 512, 128],
  ['scores, large', 'nt', 1024, 8192, 256],
  ['scores, K 65,536', 'nt', 1024, 65536, 256],
  ['slope to embeddings, K 65,536', 'nn', 512, 256, 65536],
  ['slope to prototypes, K 65,536', 'tn', 65536, 256, 512],
  ['square', 'nn', 4096, 4096, 4096],
];

export interface ProductFound {
  readonly form: Product['form'];
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly ms: number;
  readonly gflops: number;
  /** Of one value, against float64. */
  readonly error: number;
}

const LONG = 60;
const MOST_TIMES = 4096;
/** A quick run takes products of at most so many multiply-adds. */
const QUICK = 1e7;

export async function products(record: PartRecord): Promise<void> {
  const { software } = await useBackend('webgpu', record);
  const backend = tf.backend();
  if (!(backend instanceof WebGPUBackend)) throw new Error('the backend is not the one of TensorFlow.js');
  const gpu = new Gpu(backend, software);
  const long = record.quick ? 1 : LONG;
  for (const size of PRODUCTS) {
    const [name, , rows, columns, depth] = size;
    if (record.quick && rows * columns * depth > QUICK) continue;
    await record.item(`product ${name}`, () => timeProduct(gpu, size, long));
  }
}

async function timeProduct(gpu: Gpu, size: ProductSize, long: number): Promise<ProductFound> {
  const [, form, rows, columns, depth] = size;
  const a = tf.randomUniform(form === 'tn' ? [depth, rows] : [rows, depth], -1, 1);
  const b = tf.randomUniform(form === 'nt' ? [columns, depth] : [depth, columns], -1, 1);
  const c = gpu.output([rows, columns]);
  const run = () =>
    multiply(gpu, { form, groups: 1, rows, columns, depth, fromA: [0], fromB: [0], to: 0 }, { a, b, c });
  const finish = async () => {
    gpu.submit();
    await gpu.answered();
  };
  run();
  await finish();
  let times = 1;
  let milliseconds = 0;
  for (; ; times *= 4) {
    const from = performance.now();
    for (let i = 0; i < times; i++) run();
    await finish();
    milliseconds = performance.now() - from;
    if (milliseconds > long || times >= MOST_TIMES) break;
  }
  const [i, j] = [rows - 1, columns - 2];
  const [A, B] = [await a.data(), await b.data()];
  let want = 0;
  for (let k = 0; k < depth; k++) {
    const left = form === 'tn' ? A[k * rows + i] : A[i * depth + k];
    want += left * (form === 'nt' ? B[j * depth + k] : B[k * columns + j]);
  }
  const got = (await tf.engine().makeTensorFromTensorInfo(c).data())[i * columns + j];
  tf.dispose([a, b]);
  gpu.free(c);
  return {
    form,
    rows,
    columns,
    depth,
    ms: round(milliseconds / times),
    gflops: round((2 * rows * columns * depth * times) / milliseconds / 1e6),
    error: round(Math.abs(got - want) / Math.max(1, Math.abs(want))),
  };
}
