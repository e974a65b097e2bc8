import * as tf from '@tensorflow/tfjs';

/** The gradient of one input of a layer. */
export type Slope = readonly [input: tf.Tensor, gradient: tf.Tensor];

interface Record {
  readonly output: tf.Tensor;
  back(dy: tf.Tensor): readonly Slope[];
}

/**
 * What a network's layers leave for the way back. Layers give their gradients themselves, so that a layer is
 * few kernels on every backend, and so that the teacher, which runs in the same kernels, costs nothing here.
 */
export class Tape {
  private readonly records: Record[] = [];

  /** `back` turns the gradient of `output` into those of the layer's inputs. */
  record(output: tf.Tensor, back: (dy: tf.Tensor) => readonly Slope[]): void {
    this.records.push({ output, back });
  }

  /** Walks back from outputs with their gradients. Call inside tf.tidy. */
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
