import * as tf from '@tensorflow/tfjs';
import type { Matrix } from './arrays.ts';

export type Numbers = number | tf.Tensor | Matrix | readonly number[];

/** An equation's value on small arrays, in plain arithmetic, beside the op's. */
export interface Compared {
  readonly shown: Numbers;
  readonly op: Numbers;
}

/** The claim of an equation of a part. */
export interface Claim {
  /** The equation as it is shown. A change of it makes its claim fail, so that the claim changes too. */
  readonly tex: string;
  readonly compare: () => readonly Compared[] | Promise<readonly Compared[]>;
}

/** The largest difference, relative to the largest magnitude. Infinite if a number is missing. */
export function difference({ shown, op }: Compared): number {
  const [wanted, found] = [flat(shown), flat(op)];
  if (wanted.length !== found.length || wanted.length === 0) return Number.POSITIVE_INFINITY;
  const scale = Math.max(...wanted.map(Math.abs), 1e-6);
  const worst = Math.max(...wanted.map((value, i) => Math.abs(value - found[i])));
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst / scale;
}

function flat(numbers: Numbers): number[] {
  if (typeof numbers === 'number') return [numbers];
  if (numbers instanceof tf.Tensor) return Array.from(numbers.dataSync());
  return (numbers as readonly (number | readonly number[])[]).flat();
}
