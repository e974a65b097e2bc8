import type { Random } from '../../base/random.ts';

const DINO_DEVIATION = 0.02;

/**
 * The distribution of initial matrices and kernels. `pytorch`: U(-1/√fanIn, 1/√fanIn), the default of Linear and
 * Conv2d. `dino`: normal of standard deviation 0.02, as in DINO's head and ViT. The scale matters even before a batch
 * norm, because Adam turns small weights faster.
 */
export type InitialWeights = 'pytorch' | 'dino';

/** A weight's address, such as "encoder/conv1/kernel", its shape and its initial distribution. */
export interface WeightSpec {
  readonly address: string;
  readonly shape: readonly number[];
  /** `random`: the distribution of InitialWeights. `normal`: always normal, of standard deviation `deviation` or
   *  0.02. */
  readonly init: 'random' | 'normal' | 'zeros' | 'ones';
  readonly deviation?: number;
  /** True for matrices and kernels. Biases and scales of norms get no weight decay (DINO's parameter groups). */
  readonly decay: boolean;
}

/** Initial values of a weight. They come from a stream forked by its address, so that a new layer changes no other.
 *  */
export function initialise(spec: WeightSpec, random: Random, how: InitialWeights): Float32Array {
  const size = spec.shape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(size);
  if (spec.init === 'zeros') return values;
  if (spec.init === 'ones') return values.fill(1);
  const fanIn = size / spec.shape[spec.shape.length - 1];
  const bound = 1 / Math.sqrt(fanIn);
  const stream = random.fork(spec.address);
  const normal = spec.init === 'normal' || how === 'dino';
  const deviation = spec.deviation ?? DINO_DEVIATION;
  for (let i = 0; i < size; i++)
    values[i] = normal ? deviation * stream.normal() : bound * (2 * stream.uniform() - 1);
  return values;
}

/** Random unit rows [count, dim], uniform on the sphere. */
export function unitRows(count: number, dim: number, random: Random): Float32Array {
  const rows = new Float32Array(count * dim);
  for (let i = 0; i < count; i++) {
    let squares = 0;
    for (let j = 0; j < dim; j++) {
      const value = random.normal();
      rows[i * dim + j] = value;
      squares += value * value;
    }
    const scale = 1 / Math.sqrt(squares);
    for (let j = 0; j < dim; j++) rows[i * dim + j] = rows[i * dim + j] * scale;
  }
  return rows;
}
