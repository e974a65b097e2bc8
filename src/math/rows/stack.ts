import * as tf from '@tensorflow/tfjs';

/**
 * The layout in which teacher and student run in one op. Activations of `groups` networks are stacked along the first
 * axis, group g in rows [g R, (g+1) R). The last group is the student, which alone is differentiated. A `shared`
 * input is not stacked: every group reads the same R rows.
 */
export interface Stack {
  readonly groups: number;
  readonly shared: boolean;
}

/** Rows of one group of x, [R, ...]. */
export function groupOf<T extends tf.Tensor>(x: T, group: number, { groups, shared }: Stack): T {
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
export const studentOf = <T extends tf.Tensor>(x: T, stack: Stack): T => groupOf(x, stack.groups - 1, stack);

/** Runs `layer` for each group and stacks the results. */
export function stacked<T extends tf.Tensor>(groups: number, layer: (group: number) => T): T {
  const parts = Array.from({ length: groups }, (_, group) => layer(group));
  return parts.length === 1 ? parts[0] : tf.concat(parts, 0);
}
