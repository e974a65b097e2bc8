import type * as tf from '@tensorflow/tfjs';
import { observeWhitening, type Whitening } from '../../math/estimators/whitening.ts';
import { ofRank } from '../../math/kernel/rank.ts';
import { type Embedding, embed } from '../lane/embedding.ts';
import type { Branch, Features, Lane } from '../lane/lane.ts';
import type { Weights } from '../lane/network.ts';
import type { State } from '../lane/state.ts';
import { TrainingNetwork } from '../lane/training-network.ts';

/** A branch's rows on their way to its prototypes. */
export interface Embedded extends Embedding {
  readonly branch: Branch;
  /** The network that embedded them: its z is [G R, D], teacher and student stacked where they are two. */
  readonly net: TrainingNetwork;
  /** The teacher's z, [R, D]. */
  readonly teacher: tf.Tensor2D;
}

/** Global views after one pass through the networks of a step. */
export interface GlobalViews {
  readonly net: TrainingNetwork;
  /** The features that heads read. */
  readonly features: Features;
  /** One for each branch of the lane, the one that it is measured by first. */
  readonly embedded: readonly [Embedded, ...Embedded[]];
}

/**
 * Embeds a step's global views [2B, H, W, C] by the teacher and the student, whose whitening statistics take them in.
 * Patches that `hidden` [2B P] marks with 1 are hidden from the student.
 */
export function embedGlobalViews(
  lane: Lane,
  state: State,
  teacher: Weights,
  student: Weights,
  images: tf.Tensor4D,
  hidden: tf.Tensor1D | undefined,
): GlobalViews {
  const net = new TrainingNetwork(teacher === student ? [student] : [teacher, student], images);
  const features = lane.forward(net, images, hidden);
  const through = (branch: Branch, known?: Whitening): Embedded => {
    const old = state.banks[branch.bank].whitening;
    const { z, whitening } = embed(
      lane,
      branch,
      net,
      ofRank(features[branch.rows], 2),
      (outputs) => known ?? (old && observeWhitening(net.teacherRows(outputs), old, state.step)),
    );
    return { branch, net, z, whitening, teacher: net.teacherRows(z) };
  };
  const [first, ...others] = lane.branches;
  const main = through(first);
  // branches that share a bank are whitened alike
  const whiteningOf = ({ bank }: Branch) => (bank === first.bank ? main.whitening : undefined);
  return { net, features, embedded: [main, ...others.map((branch) => through(branch, whiteningOf(branch)))] };
}

/**
 * Embeds multi-crop's local views [crops B, h, h, C] by the student alone, for the prototypes that the lane is
 * measured by; `globals` say what whitens them. Views of each size pass on their own, as in DINO's MultiCropWrapper,
 * so that a batch norm takes the statistics of one size. Ours does so in the head too.
 */
export function embedLocalViews(
  lane: Lane,
  student: Weights,
  images: tf.Tensor4D,
  { embedded: [{ branch, whitening }] }: GlobalViews,
): Embedded {
  const net = new TrainingNetwork([student], images);
  const { z } = embed(lane, branch, net, lane.features(net, images), () => whitening);
  return { branch, net, z, whitening, teacher: z };
}
