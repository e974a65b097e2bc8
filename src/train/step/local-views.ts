import type * as tf from '@tensorflow/tfjs';
import type { Whitening } from '../../math/estimators/whitening.ts';
import type { Lane } from '../lane/lane.ts';
import { TrainingNetwork, type Weights } from '../lane/network.ts';
import { scaled } from './embedding.ts';

/** The student's scores of local views, and the way back from them. */
export interface LocalViews {
  /** [crops · batch, K], crop-major. */
  readonly scores: tf.Tensor2D;
  /** Adds the student's gradients to those of the network of the global views, from the slope of the scores. */
  back(slope: tf.Tensor2D, onto: TrainingNetwork): void;
}

/**
 * Local views through the student alone, up to the prototypes the lane is measured by: `constant` ones [K, D] where the
 * loss does not move them. Views of each size pass on their own, as in DINO's MultiCropWrapper, so that batch norms take
 * the statistics of one size; here the head's do so too.
 */
export function localViews(
  lane: Lane,
  student: Weights,
  images: tf.Tensor4D,
  constant: tf.Tensor2D | undefined,
  whitening: Whitening | undefined,
): LocalViews {
  const [branch] = lane.branches;
  const net = new TrainingNetwork([student], images);
  const outputs = lane.embed(branch, net, lane.features(net, images)); // [crops · batch, D]
  const z = scaled(lane, net, outputs, whitening);
  const scores = net.score(branch.bank, z, constant, lane.weightNorm, branch.classifier);
  return {
    scores,
    back: (slope, onto) => {
      net.back([[scores, slope]]);
      for (const { address, kind } of lane.layout.segments) {
        const gradient = net.gradients[address];
        // running statistics are the teacher's, of global views
        if (gradient && kind === 'weight') onto.add(address, gradient);
      }
    },
  };
}
