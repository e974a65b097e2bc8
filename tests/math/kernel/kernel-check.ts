import * as tf from '@tensorflow/tfjs';
import { random } from '../../../src/base/random.ts';

/** A named op against the same arithmetic in plain, taped TF.js ops: outputs and gradients. */
export interface KernelCheck {
  readonly name: string;
  /** Outputs and gradients of the op, and of the plain form. */
  readonly run: () => { ours: tf.Tensor[]; plain: tf.Tensor[] };
}

/** Standard normal values of a shape, the same for a seed. */
export function normals(shape: number[], seed: number): tf.Tensor {
  const source = random(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => source.normal()),
    shape,
  );
}

/** Largest difference over the check's tensors, each relative to its own largest magnitude. */
export async function kernelError(check: KernelCheck): Promise<number> {
  const { ours, plain } = tf.tidy(() => check.run());
  if (ours.length !== plain.length) throw new Error(`${ours.length} tensors against ${plain.length}`);
  let worst = 0;
  for (let i = 0; i < ours.length; i++) {
    const [a, b] = [await ours[i].data(), await plain[i].data()];
    // an op's outputs have the ranks of their types only because this holds
    if (`${ours[i].shape}` !== `${plain[i].shape}`)
      throw new Error(`${check.name}, tensor ${i}: [${ours[i].shape}] against [${plain[i].shape}]`);
    let scale = 1e-6;
    for (const value of b) scale = Math.max(scale, Math.abs(value));
    for (let j = 0; j < b.length; j++) {
      const error = Math.abs(a[j] - b[j]) / scale;
      worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
    }
  }
  tf.dispose([ours, plain]);
  return worst;
}

/** A gradient that came whole or in shares, as one of `rank`. */
export function summed(gradient: tf.Tensor, rank: number): tf.Tensor {
  return gradient.rank === rank ? gradient : tf.sum(gradient, 0);
}
