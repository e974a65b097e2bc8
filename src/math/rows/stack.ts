import * as tf from '@tensorflow/tfjs';
import type { Inputs } from '../kernel/kernel.ts';

/**
 * Teacher and student run in one op: activations of `groups` networks are stacked along the first axis, group
 * g in rows [g R, (g+1) R). The last group is the student, the only one that is differentiated. Where
 * `shared`, an input is not stacked: every group reads the same R rows.
 */
export interface Stack {
  readonly groups: number;
  readonly shared: boolean;
}

/** Rows of one group of x, [R, ...]. */
export function groupOf(x: tf.Tensor, group: number, { groups, shared }: Stack): tf.Tensor {
  if (shared || groups === 1) return x;
  const rows = x.shape[0] / groups;
  const begin = x.shape.map((_, axis) => (axis === 0 ? group * rows : 0));
  return tf.slice(
    x,
    begin,
    x.shape.map((size, axis) => (axis === 0 ? rows : size)),
  );
}

/** Rows of the student in x, [R, ...]. */
export const studentOf = (x: tf.Tensor, stack: Stack): tf.Tensor => groupOf(x, stack.groups - 1, stack);

/** Runs `layer` for each group and stacks what it gives. */
export function stacked(groups: number, layer: (group: number) => tf.Tensor): tf.Tensor {
  const parts = Array.from({ length: groups }, (_, group) => layer(group));
  return parts.length === 1 ? (parts[0] as tf.Tensor) : tf.concat(parts, 0);
}

/** One tensor a group as op inputs: `numbered('w', [a, b])` is { w0: a, w1: b }. */
export function numbered(name: string, tensors: readonly tf.Tensor[]): Inputs {
  return Object.fromEntries(tensors.map((tensor, group) => [`${name}${group}`, tensor]));
}

/** The stack that an op's attributes describe. */
export function stackOf(attributes: Readonly<Record<string, number | boolean>>): Stack {
  return { groups: attributes.groups as number, shared: attributes.shared === true };
}
