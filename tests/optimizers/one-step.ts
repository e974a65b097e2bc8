import * as tf from '@tensorflow/tfjs';
import type { KnobSet, Values } from '../../src/base/knobs.ts';
import { gather } from '../../src/math/update/gradients.ts';
import { blocksOf, layoutOf, packOf, segmentOf } from '../../src/math/update/pack.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';

/** A matrix and a vector, which LARS treats differently. */
export const WEIGHTS = { kernel: [3, -4, 0, 0], bias: [2, -1] } as const;
export const GRADIENTS = { kernel: [0, 0, 6, 8], bias: [0.5, 1] } as const;
export const LR = 0.1;
export const DECAY = 0.01;

export interface Moved {
  readonly kernel: readonly number[];
  readonly bias: readonly number[];
}

/** The weights after some steps with the same gradients; only the kernel decays. */
export function steps<S extends KnobSet>(optimizer: Optimizer<S>, values: Values<S>, count: number): Moved {
  return tf.tidy(() => {
    const layout = layoutOf([
      { address: 'kernel', shape: [2, 2], kind: 'weight' },
      { address: 'bias', shape: [2], kind: 'weight' },
    ]);
    const [kernel, bias] = layout.segments;
    let pack = packOf(layout, ({ address }) =>
      Float32Array.from(address === 'kernel' ? WEIGHTS.kernel : WEIGHTS.bias),
    );
    for (let i = 1; i <= count; i++)
      pack = optimizer.update(
        pack,
        {
          gradients: gather(layout, {
            kernel: tf.tensor2d([...GRADIENTS.kernel], [2, 2]),
            bias: tf.tensor1d([...GRADIENTS.bias]),
          }),
          layout,
          blocks: blocksOf(layout),
          rates: [
            { lr: LR, decay: DECAY },
            { lr: LR, decay: 0 },
          ],
          clip: 0,
          count: i,
          momentum: 0,
        },
        values,
      );
    const read = (segment: typeof kernel) => Array.from(segmentOf(pack, segment, 'student').dataSync());
    return { kernel: read(kernel), bias: read(bias) };
  });
}

/** Compares numbers to five digits. */
export const near = (ours: readonly number[], wanted: readonly number[]) =>
  Math.max(...ours.map((value, i) => Math.abs(value - wanted[i]))) < 1e-5;
