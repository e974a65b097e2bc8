import * as tf from '@tensorflow/tfjs';

/** The gradient to one input of a layer. */
export type Slope = readonly [input: tf.Tensor, gradient: tf.Tensor];

interface Record {
  readonly output: tf.Tensor;
  back(dy: tf.Tensor): readonly Slope[];
}

/**
 * The record of a network's layers for the backward pass. It replaces the tape of TensorFlow.js: layers give their
 * own gradients in few kernels, and the teacher, which runs in the same kernels, adds nothing to it.
 */
export class Tape {
  private readonly records: Record[] = [];

  /** `back` maps the gradient to `output` to those to the layer's inputs. */
  record(output: tf.Tensor, back: (dy: tf.Tensor) => readonly Slope[]): void {
    this.records.push({ output, back });
  }

  /** Runs the backward pass from outputs with their gradients. Call it inside tf.tidy. */
  walk(from: readonly Slope[]): void {
    const slopes = new Map<number, tf.Tensor>();
    const add = ([tensor, gradient]: Slope) => {
      const other = slopes.get(tensor.id);
      slopes.set(tensor.id, other ? tf.add(other, gradient) : gradient);
    };
    from.forEach(add);
    for (const record of this.records.toReversed()) {
      const slope = slopes.get(record.output.id);
      if (!slope) continue;
      record.back(slope).forEach(add);
    }
  }
}
