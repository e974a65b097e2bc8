import type * as tf from '@tensorflow/tfjs';
import type { Slope } from '../../math/layers/tape.ts';
import { type Gradients, gather } from '../../math/update/gradients.ts';
import type { Lane } from '../lane/lane.ts';
import type { TrainingNetwork } from '../lane/training-network.ts';

/**
 * Gradients of the student's weights, laid out as the pack: back through the network of the global views and that of
 * the local ones, from the slopes of what either made, and onto `prototypes` by address. Batch norms take the running
 * statistics of the teacher's global views.
 */
export function backward(
  lane: Lane,
  globals: TrainingNetwork,
  locals: TrainingNetwork | undefined,
  slopes: readonly Slope[],
  prototypes: Readonly<Record<string, tf.Tensor2D>>,
): Gradients {
  globals.back(slopes);
  locals?.back(slopes);
  for (const { address, kind } of lane.layout.segments) {
    const gradient = kind === 'weight' ? locals?.gradients[address] : undefined;
    if (gradient) globals.add(address, gradient);
  }
  for (const [address, gradient] of Object.entries(prototypes)) globals.add(address, gradient);
  return gather(lane.layout, globals.gradients);
}
